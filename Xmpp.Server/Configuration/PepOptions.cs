namespace Xmpp.Server.Configuration;

/// <summary>XEP-0163: what accounts keep on the server and show to others.</summary>
public sealed record PepOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>Nodes of one account.</summary>
    [AllowedRange(1, 100_000)]
    public int MaxNodes { get; init; } = 500;

    /// <summary>Items of one node; what a client gets that asks for "max".</summary>
    [AllowedRange(1, 1_000_000)]
    public int MaxItems { get; init; } = 10_000;

    /// <summary>Octets of one payload.</summary>
    [AllowedRange(1024, 100_000_000)]
    public int MaxPayloadBytes { get; init; } = 200_000;

    /// <summary>Octets of all payloads of one account; 0: no limit.</summary>
    [AllowedRange(0, 1_000_000_000)]
    public int MaxBytes { get; init; } = 20 * 1024 * 1024;

    /// <summary>Subscriptions to one node, beside the contacts, who need none.</summary>
    [AllowedRange(0, 1_000_000)]
    public int MaxSubscriptions { get; init; } = 1000;

    /// <summary>Those of one account's addresses.</summary>
    [AllowedRange(1, 1_000_000)]
    public int MaxSubscriptionsPerAccount { get; init; } = 20;

    /// <summary>Items that one request gets at most.</summary>
    [AllowedRange(1, 100_000)]
    public int PageItems { get; init; } = 1000;

    /// <summary>Octets of payloads that one request gets at most; one item in any case.</summary>
    [AllowedRange(10_000, 100_000_000)]
    public int PageBytes { get; init; } = 1024 * 1024;

    /// <summary>Accounts and nodes that are kept in memory.</summary>
    [AllowedRange(100, 100_000_000)]
    public int CachedAccounts { get; init; } = 50_000;

    /// <summary>Capabilities of clients that are remembered (XEP-0115).</summary>
    [AllowedRange(10, 10_000_000)]
    public int CachedCaps { get; init; } = 20_000;

    /// <summary>A client that was asked for its capabilities has so long.</summary>
    [AllowedDuration("1s", "10m")]
    public TimeSpan CapsTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Capabilities that no client could tell are not asked for again before.</summary>
    [AllowedDuration("0s", "1d")]
    public TimeSpan CapsRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Notifications that wait for the capabilities of one kind of client.</summary>
    [AllowedRange(10, 1_000_000)]
    public int MaxWaiting { get; init; } = 10_000;

    /// <summary>Resources of contacts on other servers whose presence is remembered.</summary>
    [AllowedRange(100, 100_000_000)]
    public int RemoteResources { get; init; } = 200_000;

    /// <summary>Accounts that get the last items of their contacts at the same time; the others wait.</summary>
    [AllowedRange(1, 1000)]
    public int LoginsAtOnce { get; init; } = 8;
}
