namespace Xmpp.Server.Services.PubSub;

/// <summary>What somebody wants to do with a node (the columns of XEP-0060 §4.1).</summary>
internal enum NodeOperation
{
    Subscribe,
    RetrieveItems,
    Publish,
    DeleteItem,
    Purge,
    Configure,
    Delete,
}
