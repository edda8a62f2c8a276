namespace Xmpp.Storage.PubSub;

/// <summary>What an entity is to a node (XEP-0060 §4.1).</summary>
public enum PubSubAffiliation
{
    /// <summary>Nothing is on record.</summary>
    None = 0,
    Outcast = 1,
    Member = 2,
    PublishOnly = 3,
    Publisher = 4,
    Owner = 5,
}
