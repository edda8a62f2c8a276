namespace Xmpp.Server.Configuration;

/// <summary>Administration over HTTP (<c>/api/v1</c>) and by commands in clients (XEP-0133).</summary>
public sealed record AdminOptions
{
    /// <summary>False: only the program's own commands administer.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>From where HTTP may come; to everybody else there is nothing (cases SECURITY 11).</summary>
    [IpNetwork]
    public IReadOnlyList<string> AllowFrom { get; init; } = ["127.0.0.0/8", "::1/128"];

    /// <summary>A login that is not used for so long ends.</summary>
    [AllowedDuration("1m", "7d")]
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A login ends after so long in any case.</summary>
    [AllowedDuration("1m", "30d")]
    public TimeSpan SessionLifetime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Logins at the same time; beyond, the oldest ends.</summary>
    [AllowedRange(1, 100_000)]
    public int Sessions { get; init; } = 1000;

    /// <summary>Requests of one account or token.</summary>
    [AllowedRange(10, 1_000_000)]
    public int RequestsPerMinute { get; init; } = 600;

    /// <summary>Logins, and requests with a token that is none, from one address.</summary>
    [AllowedRange(1, 100_000)]
    public int FailuresPerMinute { get; init; } = 30;

    /// <summary>Octets of a request's body.</summary>
    [AllowedRange(1024, 10_000_000)]
    public int BodyBytes { get; init; } = 65_536;

    /// <summary>How long it is kept who did what; "0s": for ever.</summary>
    [AllowedDuration("0s", "36500d")]
    public TimeSpan AuditRetention { get; init; } = TimeSpan.FromDays(365);
}
