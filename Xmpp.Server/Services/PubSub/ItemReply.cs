namespace Xmpp.Server.Services.PubSub;

/// <summary>Whom items name as their publisher (XEP-0060 §12.17).</summary>
internal enum ItemReply
{
    None,
    Owner,
    Publisher,
}
