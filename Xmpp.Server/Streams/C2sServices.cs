using System.Collections.Concurrent;
using System.Net;
using Xmpp.Server.Accounts;
using Xmpp.Server.ClientState;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Registration;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Server.StreamManagement;
using Xmpp.Server.Streams.Sasl;
using Xmpp.Server.Transport;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Streams;

/// <summary>What all client streams share.</summary>
internal sealed class C2sServices
{
    private readonly ConcurrentDictionary<long, C2sStream> _streams = new();
    private readonly ConnectionLimits _limits;

    public C2sServices(ServerOptions options)
    {
        Options = options;
        _limits = new ConnectionLimits(() => options.Limits);
    }

    public ServerOptions Options { get; }
    public StanzaReaderLimits LimitsBeforeLogin => Options.Limits.ToReaderLimitsBeforeLogin();
    public StanzaReaderLimits LimitsAfterLogin => Options.Limits.ToReaderLimits();
    public required HostTable Hosts { get; init; }
    public required StreamFeatures Features { get; init; }
    public required TlsServerSettings StartTls { get; init; }
    public required ResourceBinding Binding { get; init; }
    public required SessionStanzas Stanzas { get; init; }
    public required SessionEnds Ends { get; init; }
    public required ResumableSessions Resumable { get; init; }

    /// <summary>Stream management, or null when it is off.</summary>
    public required SmProtocol? Management { get; init; }

    /// <summary>Client state indication, or null when it is off.</summary>
    public required ClientStateFeature? ClientState { get; init; }

    public required Func<string, SaslContext> SaslContextOf { get; init; }

    /// <summary>Logins may be bound to TLS (RFC 5802 §6); known before the server listens.</summary>
    public bool BindsChannels { get; private set; }

    public required LoginLog LoginLog { get; init; }
    public required AccountChanges AccountChanges { get; init; }

    /// <summary>In-band registration, which may be closed.</summary>
    public required RegistrationFeature Registration { get; init; }

    public required StreamTools Tools { get; init; }
    public required CancellationToken Stopping { get; init; }

    public IEnumerable<C2sStream> Streams => _streams.Values;
    public int Connections => _limits.Connections;
    public int Unauthenticated => _limits.Unauthenticated;

    /// <summary>Offers -PLUS if that works here.</summary>
    /// <param name="proof">Ends with null, or with what is in the way.</param>
    public async Task BindAsync(Task<string?> proof)
    {
        if (await proof is { } reason)
            Tools.Logger.BindingNotOffered(reason);
        else
            BindsChannels = true;
    }

    /// <summary>Null if the stream may stay, else the limit that it would break.</summary>
    public ConnectionRefusal? TryEnter(C2sStream stream, IPAddress address)
    {
        if (_limits.TryEnter(address) is { } refusal)
            return refusal;
        _streams[stream.Id] = stream;
        return null;
    }

    public void OnAuthenticated(IPAddress address) => _limits.OnAuthenticated(address);

    public void Leave(C2sStream stream, IPAddress address)
    {
        if (_streams.TryRemove(stream.Id, out _))
            _limits.Leave(address, stream.IsAuthenticated);
    }
}
