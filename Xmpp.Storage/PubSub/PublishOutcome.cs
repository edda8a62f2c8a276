namespace Xmpp.Storage.PubSub;

/// <summary>What became of a publication.</summary>
public enum PublishOutcome
{
    Stored,

    /// <summary>There is no such node (any more).</summary>
    NoNode,

    /// <summary>The node is full and takes no more.</summary>
    NodeFull,

    /// <summary>The owner of the node may not keep so much.</summary>
    OverQuota,
}
