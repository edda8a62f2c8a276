using Xmpp.Storage.Archive;

namespace Xmpp.Server.Configuration;

/// <summary>XEP-0313, XEP-0441.</summary>
public sealed record ArchiveOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>For accounts that have set nothing themselves (XEP-0441 §2.1.1).</summary>
    public ArchivePolicy Default { get; init; } = ArchivePolicy.Always;

    /// <summary>Contacts that one account may name in its preferences.</summary>
    [AllowedRange(0, 100_000)]
    public int MaxPreferences { get; init; } = 1000;

    /// <summary>Messages of one page, also where a client asks for more or does not say.</summary>
    [AllowedRange(1, 10_000)]
    public int PageSize { get; init; } = 100;

    /// <summary>Octets of one page; it has one message at least.</summary>
    [AllowedRange(1024, 1_000_000_000)]
    public int PageBytes { get; init; } = 512 * 1024;

    /// <summary>A client that asks for the number of messages gets it up to this one (XEP-0059 §2.7).</summary>
    [AllowedRange(0, 10_000_000)]
    public int MaxCount { get; init; } = 10_000;

    /// <summary>Whether words can be searched for (XEP-0431).</summary>
    public bool FullText { get; init; } = true;

    /// <summary>So long a search waits for its archive to be read in; then the client is told to ask again.</summary>
    [AllowedDuration("1s", "10m")]
    public TimeSpan FullTextWait { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>So many searches of rooms at a time for the users of one other server or component.</summary>
    [AllowedRange(1, 100_000)]
    public int FullTextPerDomain { get; init; } = 20;

    /// <summary>Older messages are removed; zero: none.</summary>
    [Live]
    [AllowedDuration("0s", "36500d")]
    public TimeSpan MaxAge { get; init; }

    /// <summary>The oldest messages of an account beyond this number are removed; zero: none.</summary>
    [Live]
    [AllowedRange(0, 100_000_000)]
    public int MaxMessages { get; init; }

    /// <summary>From the end of one search for what is to be removed to the next.</summary>
    [Live]
    [AllowedDuration("1s", "30d")]
    public TimeSpan RetentionInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Accounts whose newest id and preferences are kept in memory.</summary>
    [AllowedRange(1, 100_000_000)]
    public int CachedAccounts { get; init; } = 50_000;

    /// <summary>No page fills more than half of what may wait for a client: its messages go there at once.</summary>
    internal ArchiveOptions Within(LimitOptions limits) => this with
    {
        PageSize = Math.Max(1, Math.Min(PageSize, limits.OutboxStanzas / 2)),
        PageBytes = Math.Min(PageBytes, limits.OutboxBytes / 2),
    };
}
