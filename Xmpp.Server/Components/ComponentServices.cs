using System.Collections.Concurrent;
using System.Net;
using Xmpp.Server.Components.Delegation;
using Xmpp.Server.Components.Privileges;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Components;

/// <summary>What all component streams share.</summary>
internal sealed class ComponentServices(
    LimitOptions limits, ComponentDirectory directory, HostTable hosts, ComponentStanzas stanzas,
    PrivilegeServices privileges, DelegationServices delegation, BackgroundWork background, StreamTools tools)
{
    private readonly ConcurrentDictionary<long, ComponentStream> _streams = new();
    private readonly ConnectionLimits _connections = new(limits);

    public LimitOptions Limits => limits;
    public StanzaReaderLimits LimitsBeforeLogin => limits.ToReaderLimitsBeforeLogin();
    public StanzaReaderLimits LimitsAfterLogin => limits.ToReaderLimits();
    public ComponentDirectory Directory => directory;
    public HostTable Hosts => hosts;
    public ComponentStanzas Stanzas => stanzas;
    public PrivilegeServices Privileges => privileges;
    public DelegationServices Delegation => delegation;
    public StreamTools Tools => tools;

    public IEnumerable<ComponentStream> Streams => _streams.Values;
    public int Connections => _connections.Connections;

    /// <summary>Null if the stream may stay, else the limit that it would break.</summary>
    public ConnectionRefusal? TryEnter(ComponentStream stream, IPAddress address)
    {
        if (_connections.TryEnter(address) is { } refusal)
            return refusal;
        _streams[stream.Id] = stream;
        return null;
    }

    public void OnAuthenticated(IPAddress address) => _connections.OnAuthenticated(address);

    public void Leave(ComponentStream stream, IPAddress address)
    {
        if (_streams.TryRemove(stream.Id, out _))
            _connections.Leave(address, stream.IsAuthenticated);
    }

    /// <summary>Tells those who have to know that a component is gone, in the background.</summary>
    public void BeginEnd(IReadOnlyList<OutboundStanza> unsent, IReadOnlyList<Presence> shown) =>
        background.Run("component end", ct => stanzas.EndAsync(unsent, shown, ct));
}
