namespace Xmpp.Server.Configuration;

/// <summary>XEP-0060: a service for nodes that belong to no account.</summary>
public sealed record PubSubOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>Each host has its service at this name below it.</summary>
    public string Subdomain { get; init; } = "pubsub";

    public NodeCreators Creators { get; init; } = NodeCreators.Local;

    /// <summary>Nodes of the service.</summary>
    [AllowedRange(1, 10_000_000)]
    public int MaxNodes { get; init; } = 100_000;

    /// <summary>Nodes that one account has created.</summary>
    [AllowedRange(1, 1_000_000)]
    public int MaxNodesPerAccount { get; init; } = 100;

    /// <summary>Items of one node; what "max" stands for.</summary>
    [AllowedRange(1, 1_000_000)]
    public int MaxItems { get; init; } = 1000;

    /// <summary>Octets of one payload.</summary>
    [AllowedRange(1024, 100_000_000)]
    public int MaxPayloadBytes { get; init; } = 200_000;

    /// <summary>Octets of all payloads at the nodes that one account has created; 0: no limit.</summary>
    [AllowedRange(0, 2_000_000_000)]
    public int MaxBytesPerAccount { get; init; } = 20 * 1024 * 1024;

    /// <summary>Subscriptions of one account's addresses to one node.</summary>
    [AllowedRange(1, 1_000_000)]
    public int MaxSubscriptionsPerAccount { get; init; } = 20;

    /// <summary>Subscriptions to one node.</summary>
    [AllowedRange(1, 1_000_000)]
    public int MaxSubscriptions { get; init; } = 10_000;

    /// <summary>Affiliations with one node.</summary>
    [AllowedRange(1, 1_000_000)]
    public int MaxAffiliations { get; init; } = 10_000;

    /// <summary>Items or nodes that one request gets at most.</summary>
    [AllowedRange(1, 100_000)]
    public int PageItems { get; init; } = 1000;

    /// <summary>Octets of payloads that one request gets at most; one item in any case.</summary>
    [AllowedRange(10_000, 100_000_000)]
    public int PageBytes { get; init; } = 1024 * 1024;
}
