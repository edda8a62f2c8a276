using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation.Dialback;
using Xmpp.Server.Federation.Discovery;
using Xmpp.Server.Federation.Identity;
using Xmpp.Server.Federation.Links;
using Xmpp.Server.Federation.Streams;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Streams;
using Xmpp.Server.Transport;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Federation;

/// <summary>What all streams of servers share.</summary>
internal sealed class FederationServices
{
    public static readonly SslApplicationProtocol Alpn = new("xmpp-server"); // XEP-0368 §5

    private readonly ConcurrentDictionary<long, ServerStream> _streams = new();
    private readonly ConnectionLimits _connections;
    private readonly ServerOptions _all;
    private volatile LimitOptions? _limits;

    public FederationServices(ServerOptions options)
    {
        Options = options.Federation;
        _all = options;
        _connections = new ConnectionLimits(() => Limits);
        Management = options.Features.StreamManagement with
        {
            ResumeTimeout = Options.ResumeTimeout,
            AckAfter = TimeSpan.FromSeconds(1),
            AckTimeout = Options.PingTimeout,
            // So little that a peer which reads at a modem's pace still answers before it counts as dead.
            WindowStanzas = Math.Min(Options.QueueStanzas, 500),
            WindowBytes = Math.Min(Options.QueueBytes, 262_144),
        };
        Policy = new FederationPolicy(Options);
        Links = new PeerLinks(this);
        Connector = new PeerConnector(this);
        Verifier = new DialbackVerifier(this);
        Memory = new StreamMemory(this);
    }

    public FederationOptions Options { get; }
    public LimitOptions Limits => _limits ??= Options.Within(_all.Limits);
    public StreamManagementOptions Management { get; }
    public FederationPolicy Policy { get; }
    public PeerLinks Links { get; }
    public PeerConnector Connector { get; }
    public DialbackVerifier Verifier { get; }
    public StreamMemory Memory { get; }
    public PeerPings Pings { get; } = new();

    public required LocalDomains Domains { get; init; }
    public required DialbackKeys Keys { get; init; }
    public required IPeerFinder Finder { get; init; }
    public required IPeerIdentity Identity { get; init; }
    public required TlsServerSettings StartTls { get; init; }
    public required EventLoops Loops { get; init; }
    public required BackgroundWork Background { get; init; }
    public required StreamTools Tools { get; init; }
    public required CancellationToken Stopping { get; init; }

    /// <summary>Needs the way out that is made of this, so it comes after.</summary>
    public Router Router { get => field ?? throw new InvalidOperationException(); set; }

    public required FederationMetrics Metrics { get; init; }

    public TimeProvider Time => Tools.Time;
    public StanzaReaderLimits ReaderLimits => Limits.ToReaderLimits();
    public StanzaReaderLimits ReaderLimitsBeforeLogin => Limits.ToReaderLimitsBeforeLogin();

    /// <summary>Every stream, whoever opened it.</summary>
    public IEnumerable<ServerStream> Streams => _streams.Values;

    public int Connections => _streams.Count;

    /// <summary>Null if a stream that was opened by a peer may stay, else the limit that it would break.</summary>
    public ConnectionRefusal? TryEnter(IncomingStream stream, IPAddress address)
    {
        if (_connections.TryEnter(address) is { } refusal)
            return refusal;
        _streams[stream.Id] = stream;
        return null;
    }

    public void Enter(OutgoingStream stream) => _streams[stream.Id] = stream;

    public void OnAuthenticated(IPAddress address) => _connections.OnAuthenticated(address);

    public void Leave(ServerStream stream, IPAddress address)
    {
        if (_streams.TryRemove(stream.Id, out _) && stream is IncomingStream incoming)
            _connections.Leave(address, incoming.IsAuthenticated);
    }

    /// <summary>True when a domain has as many streams to us as it may have.</summary>
    public bool HasTooMany(string remote) =>
        Streams.Count(s => s is IncomingStream && s.Proves(remote)) >= Options.StreamsPerDomain;

    /// <summary>The configuration has changed: who may be talked to, and what one of them may cost.</summary>
    public void OnReloaded()
    {
        _limits = null;
        EndForbidden();
        Links.ForgiveAllowed();
    }

    /// <summary>Ends what there is with domains that are no longer talked to.</summary>
    public void EndForbidden()
    {
        foreach (var stream in Streams)
            stream.PostEndIfForbidden();
        Links.EndForbidden();
    }

    /// <summary>The hosts have changed: ends what there is for those that have gone, and with domains that are ours now.</summary>
    public void EndMisplaced()
    {
        foreach (var stream in Streams)
            stream.PostEndIfMisplaced();
        Links.EndMisplaced();
    }

    /// <summary>Looks at the clock, about every second.</summary>
    public void Tick()
    {
        foreach (var stream in Streams)
            stream.Tick();
        Links.Tick();
        Memory.Tick();
    }
}
