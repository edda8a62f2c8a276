namespace Xmpp.Server.Configuration;

/// <summary>How other servers are found in DNS (RFC 6120 §3.2).</summary>
public sealed record DnsOptions
{
    /// <summary>Whom to ask: <c>address:port</c>; empty: whom the system asks.</summary>
    [PeerAddress]
    public IReadOnlyList<string> Resolvers { get; init; } = [];

    /// <summary>One question to one resolver.</summary>
    [AllowedDuration("100ms", "30s")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>Further attempts after the first.</summary>
    [AllowedRange(0, 10)]
    public int Retries { get; init; } = 1;

    /// <summary>
    /// Believe the resolver that an answer is signed (DNSSEC), and use certificates that DNS names (DANE). Only for a
    /// validating resolver to which the way is safe: on this machine.
    /// </summary>
    public bool TrustAd { get; init; }

    /// <summary>
    /// Connect to other servers also at addresses of private networks and of this machine, where DNS or a domain that is
    /// an address says so (RFC 6890). Addresses that the operator has written down are always taken.
    /// </summary>
    public bool PrivateAddresses { get; init; }

    /// <summary>Answers that are kept at most.</summary>
    [AllowedRange(0, 10_000_000)]
    public int CacheEntries { get; init; } = 20_000;

    /// <summary>Answers are kept at least so long, whatever they say.</summary>
    [AllowedDuration("0s", "1h")]
    public TimeSpan MinTtl { get; init; } = TimeSpan.Zero;

    /// <summary>And at most so long.</summary>
    [AllowedDuration("0s", "7d")]
    public TimeSpan MaxTtl { get; init; } = TimeSpan.FromHours(1);

    /// <summary>That there is nothing is kept at most so long.</summary>
    [AllowedDuration("0s", "1d")]
    public TimeSpan NegativeTtl { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A resolver that fails is asked the same question again after so long.</summary>
    [AllowedDuration("0s", "1h")]
    public TimeSpan FailedTtl { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>SRV records of one domain that are followed; the others are not looked at.</summary>
    [AllowedRange(1, 1000)]
    public int MaxTargets { get; init; } = 20;

    /// <summary>Addresses of one domain that are tried.</summary>
    [AllowedRange(1, 1000)]
    public int MaxAddresses { get; init; } = 40;
}
