namespace Xmpp.Server.Configuration;

/// <summary>Talking to other servers (RFC 6120 §4, §10.4), and what one of them may cost.</summary>
[Live]
public sealed record FederationOptions
{
    /// <summary>False: no listener for servers, no connection to any.</summary>
    [Live(false)]
    public bool Enabled { get; init; } = true;

    /// <summary>Whether TLS is needed in both directions (RFC 7590 §3.1); "optional" is for tests on loopback.</summary>
    [Live(false)]
    public TlsRequirement Tls { get; init; } = TlsRequirement.Required;

    /// <summary>How other servers have to prove their names.</summary>
    public FederationTrust Trust { get; init; } = FederationTrust.Dialback;

    /// <summary>If not empty, only these domains (<c>*.domain</c>: those below it) are talked to.</summary>
    [DomainPattern]
    public IReadOnlyList<string> Allow { get; init; } = [];

    /// <summary>These are not talked to; more can be added while the server runs.</summary>
    [DomainPattern]
    public IReadOnlyList<string> Block { get; init; } = [];

    /// <summary>One address of a peer: TCP, TLS and the stream are there by then, or the next address is tried.</summary>
    [AllowedDuration("1s", "5m")]
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the first stanza that waits to the errors for all that do (cases S2S-07), whatever is tried.</summary>
    [AllowedDuration("1s", "10m")]
    public TimeSpan QueueTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Stanzas that may wait for one peer, and be on their way to it without acknowledgement.</summary>
    [AllowedRange(16, 1_000_000)]
    public int QueueStanzas { get; init; } = 2000;

    [AllowedRange(65_536, 1_000_000_000)]
    public int QueueBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>After a peer could not be reached: so long its stanzas are refused at once; doubled each time.</summary>
    [AllowedDuration("0s", "1h")]
    public TimeSpan BackOff { get; init; } = TimeSpan.FromSeconds(5);

    [AllowedDuration("0s", "1d")]
    public TimeSpan BackOffMax { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Something was sent and nothing came for so long: the peer is asked whether it lives (cases S2S-11).</summary>
    [AllowedDuration("1s", "1h")]
    public TimeSpan PingAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>And then nothing for so long: the stream is dead.</summary>
    [AllowedDuration("1s", "1h")]
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A stream without any stanza is closed after so long.</summary>
    [AllowedDuration("1m", "7d")]
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Streams in both directions at once (XEP-0288).</summary>
    [Live(false)]
    public bool Bidirectional { get; init; } = true;

    /// <summary>Acknowledgements and resumption (XEP-0198), so that a broken connection loses nothing.</summary>
    [Live(false)]
    public bool StreamManagement { get; init; } = true;

    /// <summary>How long a broken stream may be resumed.</summary>
    [Live(false)]
    [AllowedDuration("0s", "1h")]
    public TimeSpan ResumeTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Connections of servers to us.</summary>
    [AllowedRange(1, 1_000_000)]
    public int Connections { get; init; } = 20_000;

    [AllowedRange(0, 1_000_000)]
    public int ConnectionsPerAddress { get; init; } = 200;

    /// <summary>Connections that have proved nothing yet.</summary>
    [AllowedRange(1, 1_000_000)]
    public int UnauthenticatedConnections { get; init; } = 2000;

    [AllowedRange(0, 1_000_000)]
    public int UnauthenticatedPerAddress { get; init; } = 50;

    /// <summary>Incoming streams that one domain may have.</summary>
    [AllowedRange(1, 10_000)]
    public int StreamsPerDomain { get; init; } = 20;

    /// <summary>Pairs of domains that one stream may ask for (XEP-0220 §2.5).</summary>
    [AllowedRange(1, 10_000)]
    public int PairsPerStream { get; init; } = 100;

    /// <summary>Peers that are being connected to at once; stanzas for more are refused (RFC 6120 §8.3.3.18).</summary>
    [AllowedRange(1, 1_000_000)]
    public int Connecting { get; init; } = 1000;

    /// <summary>Of these, on behalf of one account; presence to a large roster must fit.</summary>
    [AllowedRange(1, 1_000_000)]
    public int ConnectingPerAccount { get; init; } = 250;

    /// <summary>Of these, on behalf of all rooms, nodes and hosts together; the occupants of a crowded room must fit.</summary>
    [AllowedRange(1, 1_000_000)]
    public int ConnectingOfServices { get; init; } = 500;

    /// <summary>Faster than this, over the burst, a peer is read later; nothing is lost. Zero: no limit.</summary>
    [AllowedRange(0, 1_000_000_000)]
    public int BytesPerSecond { get; init; } = 1024 * 1024;

    [AllowedRange(10_000, 1_000_000_000)]
    public int BurstBytes { get; init; } = 8 * 1024 * 1024;

    [AllowedRange(0, 1_000_000)]
    public int StanzasPerSecond { get; init; } = 1000;

    [AllowedRange(1, 1_000_000)]
    public int BurstStanzas { get; init; } = 10_000;

    /// <summary>How other servers are found.</summary>
    [Live(false)]
    public DnsOptions Dns { get; init; } = new();

    /// <summary>Whose signatures on their certificates count.</summary>
    [Live(false)]
    public AuthorityOptions Authorities { get; init; } = new();

    /// <summary>What holds for some servers instead; the first that fits counts.</summary>
    public IReadOnlyList<FederationDomainOptions> Domains { get; init; } = [];

    /// <summary>The limits of a stream, with those of servers in place of those of clients.</summary>
    internal LimitOptions Within(LimitOptions limits) => limits with
    {
        Connections = Connections,
        ConnectionsPerAddress = ConnectionsPerAddress,
        UnauthenticatedConnections = UnauthenticatedConnections,
        UnauthenticatedPerAddress = UnauthenticatedPerAddress,
        BytesPerSecond = BytesPerSecond,
        BurstBytes = BurstBytes,
        StanzasPerSecond = StanzasPerSecond,
        BurstStanzas = BurstStanzas,
    };
}
