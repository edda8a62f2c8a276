namespace Xmpp.Storage.PubSub;

/// <summary>What orders the items of a node (XEP-0413 §3).</summary>
public enum PubSubOrder
{
    /// <summary>Their last publication under their ids.</summary>
    Modification,

    /// <summary>Their first.</summary>
    Creation,
}
