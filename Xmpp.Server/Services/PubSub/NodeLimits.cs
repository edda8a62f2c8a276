namespace Xmpp.Server.Services.PubSub;

/// <summary>How much there may be at the nodes of one owner.</summary>
internal sealed record NodeLimits
{
    public required int MaxNodes { get; init; }

    /// <summary>Nodes that one entity has created.</summary>
    public int MaxNodesPerCreator { get; init; } = int.MaxValue;

    /// <summary>Items of one node: what "max" stands for.</summary>
    public required int MaxItems { get; init; }

    /// <summary>Octets of one item's payload.</summary>
    public required int MaxPayloadBytes { get; init; }

    /// <summary>Octets of all items of the owner; zero for no limit.</summary>
    public long OwnerBytes { get; init; }

    /// <summary>Octets of all items of the nodes that one entity has created; zero for no limit.</summary>
    public long CreatorBytes { get; init; }

    /// <summary>Subscriptions of one account's addresses to one node.</summary>
    public int MaxSubscriptionsPerAccount { get; init; } = int.MaxValue;

    /// <summary>Subscriptions to one node.</summary>
    public required int MaxSubscriptions { get; init; }

    /// <summary>Affiliations with one node.</summary>
    public required int MaxAffiliations { get; init; }

    /// <summary>Items that one answer has at most, and unless less is asked for.</summary>
    public required int PageItems { get; init; }

    /// <summary>Octets of payloads that one answer has at most; one item in any case.</summary>
    public required int PageBytes { get; init; }
}
