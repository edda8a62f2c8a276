using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Configuration;

/// <summary>RFC 6120 §13.12: what one peer may cost. Zero lifts a limit where the range allows zero.</summary>
[Live]
public sealed record LimitOptions
{
    /// <summary>RFC 6120 §13.12: never under 10,000.</summary>
    [AllowedRange(10_000, 100_000_000)]
    public int StanzaBytes { get; init; } = 262_144;

    [AllowedRange(10_000, 100_000_000)]
    public int StanzaBytesBeforeLogin { get; init; } = 10_000;

    [AllowedRange(8, 1000)]
    public int Depth { get; init; } = 64;

    [AllowedRange(16, 10_000)]
    public int Attributes { get; init; } = 128;

    [AllowedRange(64, 10_000)]
    public int NameBytes { get; init; } = 256;

    /// <summary>All octets that a client may send until it is logged in (cases ABU-01).</summary>
    [AllowedRange(20_000, 100_000_000)]
    public int BytesBeforeLogin { get; init; } = 131_072;

    /// <summary>From the connection to the end of SASL and binding (cases ABU-01).</summary>
    [AllowedDuration("1s", "1h")]
    public TimeSpan LoginTimeout { get; init; } = TimeSpan.FromSeconds(60);

    [Live(false)]
    [AllowedDuration("1s", "10m")]
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Nothing written for so long: a space is sent (RFC 6120 §4.6.1), which also finds dead connections.</summary>
    [AllowedDuration("0s", "1d")]
    public TimeSpan KeepaliveInterval { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Nothing read for so long: the client is pinged (XEP-0199 §4.1).</summary>
    [AllowedDuration("0s", "7d")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Nothing read for so long after that ping: connection-timeout (RFC 6120 §4.9.3.4).</summary>
    [AllowedDuration("1s", "1h")]
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(60);

    [AllowedRange(1, 10_000_000)]
    public int Connections { get; init; } = 1_000_000;

    /// <summary>From one address (IPv6: /64), logged in or not. A whole office or mobile network can be one address.</summary>
    [AllowedRange(0, 10_000_000)]
    public int ConnectionsPerAddress { get; init; } = 1000;

    [AllowedRange(1, 10_000_000)]
    public int UnauthenticatedConnections { get; init; } = 20_000;

    [AllowedRange(0, 10_000_000)]
    public int UnauthenticatedPerAddress { get; init; } = 100;

    /// <summary>What may wait for a client that does not read; beyond it the stream is closed (cases ABU-06).</summary>
    [Live(false)]
    [AllowedRange(65_536, 1_000_000_000)]
    public int OutboxBytes { get; init; } = 4 * 1024 * 1024;

    [Live(false)]
    [AllowedRange(64, 10_000_000)]
    public int OutboxStanzas { get; init; } = 10_000;

    /// <summary>Faster than this, over the burst, is delayed and never dropped (XEP-0205 §4.7; cases ABU-07).</summary>
    [AllowedRange(0, 1_000_000_000)]
    public int BytesPerSecond { get; init; } = 262_144;

    [AllowedRange(10_000, 1_000_000_000)]
    public int BurstBytes { get; init; } = 2 * 1024 * 1024;

    [AllowedRange(0, 1_000_000)]
    public int StanzasPerSecond { get; init; } = 200;

    [AllowedRange(1, 1_000_000)]
    public int BurstStanzas { get; init; } = 2000;

    /// <summary>Too fast without a second's rest for so long: policy-violation (cases ABU-07).</summary>
    [AllowedDuration("0s", "7d")]
    public TimeSpan ExcessTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Whom one account may turn to in a minute without a subscription between them (XEP-0205 §4.6; cases ABU-08).</summary>
    [AllowedRange(0, 1_000_000)]
    public int RecipientsPerMinute { get; init; } = 200;

    /// <summary>The same for an account that is younger than <see cref="NewAccountAge"/>.</summary>
    [AllowedRange(0, 1_000_000)]
    public int RecipientsPerMinuteNew { get; init; } = 50;

    [AllowedDuration("0s", "3650d")]
    public TimeSpan NewAccountAge { get; init; } = TimeSpan.FromDays(7);

    [AllowedRange(1, 1000)]
    public int ResourcesPerAccount { get; init; } = 20;

    [AllowedRange(1, 1_000_000)]
    public int RosterItems { get; init; } = 5000;

    [AllowedRange(1, 1000)]
    public int GroupsPerItem { get; init; } = 32;

    /// <summary>Characters in the name of a roster item and in the name of a group (RFC 6121 §2.3.3).</summary>
    [AllowedRange(16, 10_000)]
    public int NameLength { get; init; } = 512;

    /// <summary>Requests that wait for one account's answer; the oldest goes (cases ABU-05).</summary>
    [AllowedRange(1, 100_000)]
    public int PendingSubscriptions { get; init; } = 200;

    /// <summary>Addresses outside the roster that know of a resource by directed presence (RFC 6121 §4.6).</summary>
    [AllowedRange(1, 1_000_000)]
    public int DirectedPresence { get; init; } = 1000;

    /// <summary>What may wait for a component that does not read; beyond it the stream is closed (cases ABU-06).</summary>
    [Live(false)]
    [AllowedRange(65_536, 1_000_000_000)]
    public int ComponentOutboxBytes { get; init; } = 16 * 1024 * 1024;

    [Live(false)]
    [AllowedRange(64, 10_000_000)]
    public int ComponentOutboxStanzas { get; init; } = 50_000;

    /// <summary>Pairs of addresses that a component has shown available presence to each other for (cases PRE-01).</summary>
    [Live(false)]
    [AllowedRange(100, 100_000_000)]
    public int ComponentPresences { get; init; } = 200_000;

    /// <summary>Requests of one component in accounts' names that wait for their answers (XEP-0356 §6).</summary>
    [AllowedRange(1, 1_000_000)]
    public int ComponentRequests { get; init; } = 1000;

    /// <summary>How long each may take.</summary>
    [AllowedDuration("1s", "10m")]
    public TimeSpan ComponentRequestTimeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Pairs of an account and a contact's resource elsewhere that one component is told of (XEP-0356 §7.4).</summary>
    [AllowedRange(1, 100_000_000)]
    public int ComponentContacts { get; init; } = 200_000;

    /// <summary>Resources of one such contact; it is told of no more.</summary>
    [AllowedRange(1, 100_000)]
    public int ComponentContactResources { get; init; } = 20;

    /// <summary>Octets of a contact's presence that is kept for a component that connects later; it is told of larger ones at once only.</summary>
    [AllowedRange(0, 1_000_000)]
    public int ComponentContactBytes { get; init; } = 4096;

    /// <summary>What the reader takes from a client that is logged in.</summary>
    public StanzaReaderLimits ToReaderLimits() => new(StanzaBytes, Depth, Attributes, NameBytes);

    /// <summary>What the reader takes before: nothing legal is large there (cases ABU-01).</summary>
    public StanzaReaderLimits ToReaderLimitsBeforeLogin() =>
        StanzaReaderLimits.BeforeLogin with { MaxBytes = StanzaBytesBeforeLogin };
}
