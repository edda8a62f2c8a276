using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Sessions;
using Xmpp.Server.Streams;
using Xmpp.Server.Transport;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Components;

/// <summary>A component's stream (XEP-0114 §3, jabber:component:accept): header, handshake, stanzas.</summary>
internal sealed class ComponentStream(IConnection connection, ComponentServices services)
    : ElementStream(
        connection, new StanzaReader(services.LimitsBeforeLogin, XmppNames.Component), StreamFraming.Component,
        services.Tools)
{
    private static readonly byte[] s_space = [(byte)' '];

    private readonly string _id = StreamIds.New();
    private readonly ComponentOutbox _outbox = new(connection, services.Limits, services.Tools);
    private readonly long _openedAt = services.Tools.Time.GetTimestamp();
    private ComponentOptions? _asked;
    private int _bytesBeforeLogin;
    private volatile bool _isFull;

    /// <summary>The domain that it answers for, once it has proved to know the secret.</summary>
    public string Name { get; private set; } = "";

    public bool IsAuthenticated => Name.Length > 0;

    /// <summary>What was configured for it when it asked to come in; null before.</summary>
    public ComponentOptions? Options => _asked;

    /// <summary>Whom it has shown available presence to.</summary>
    public ComponentPresences Presences { get; } = new(services.Limits.ComponentPresences);

    protected override string PeerName => IsAuthenticated ? Name : "-";

    /// <summary>Less than half of what may wait does: there is time for what is not urgent. Any thread.</summary>
    public bool HasRoom => _outbox.HasRoom;

    /// <summary>Puts a stanza behind the others. Any thread; never waits.</summary>
    public HandOver Post(in OutboundStanza stanza)
    {
        if (_isFull)
            return HandOver.Full; // what is refused is the last: nothing newer gets there
        var outcome = _outbox.Add(stanza);
        // Who does not read is let go (cases ABU-06); what it did not get goes back to the senders.
        if (outcome == HandOver.Full)
        {
            _isFull = true;
            PostFail(StreamError.ResourceConstraint);
        }
        return outcome;
    }

    public override void OnOpened() => Enter(ListenerKind.Components, services.TryEnter(this, Connection.RemoteEndPoint.Address));

    public override void OnBytes(ReadOnlySpan<byte> bytes)
    {
        if (!IsAuthenticated && (_bytesBeforeLogin += bytes.Length) > services.Limits.BytesBeforeLogin)
            Fail(StreamError.PolicyViolation with { Text = "Too much before the handshake." });
        else
            base.OnBytes(bytes);
    }

    public override void OnWritabilityChanged() => _outbox.Drain();

    public override void OnClosed(Exception? cause)
    {
        base.OnClosed(cause);
        if (IsRefused)
            return;
        services.Leave(this, Connection.RemoteEndPoint.Address);
        services.Tools.Metrics.ConnectionClosed(ListenerKind.Components);
    }

    /// <summary>Looks at the clock; on the loop, about every second.</summary>
    public void OnTick()
    {
        var limits = services.Limits;
        if (IsEnded)
            return;
        if (!IsAuthenticated)
        {
            if (IsOver(_openedAt, limits.LoginTimeout))
                Fail(StreamError.ConnectionTimeout);
        }
        else if (!Connection.IsWritable)
        {
            // It has not read for so long that nothing could be written: what waits goes back to the senders.
            if (IsOver(Math.Max(LastWriteAt, _outbox.LastWriteAt), limits.KeepaliveInterval + limits.PingTimeout))
                Fail(StreamError.ConnectionTimeout);
        }
        else if (IsOver(LastWriteAt, limits.KeepaliveInterval) && IsOver(_outbox.LastWriteAt, limits.KeepaliveInterval))
        {
            WriteUnlogged(s_space); // RFC 6120 §4.6.1: a component may have nothing to say for days, so it is not asked
            Connection.Flush();
        }
    }

    /// <summary>Runs <see cref="OnTick"/> on the loop; any thread. There are few components.</summary>
    public void Tick() => Connection.Post(static state => ((ComponentStream)state).OnTick(), this);

    /// <summary>
    /// Ends it if it is not for what is configured now (RFC 6120 §4.9.3.5), or if that has become something else: then it
    /// may come again, with the secret and to the rights of now (§4.9.3.16). Any thread.
    /// </summary>
    public void PostEndIfChanged() => Connection.Post(static state => ((ComponentStream)state).EndIfChanged(), this);

    // Example 2: from the component's own name, and no version: there are no stream features.
    protected override string Header() => StreamHeaders.Respond(
        XmppNames.Component.NamespaceName, _asked?.Name ?? services.Hosts.Default.Domain, null, _id, hasVersion: false);

    protected override ValueTask OnHeaderAsync(StreamHeader header)
    {
        var error = StreamHeaders.Check(header, XmppNames.Component.NamespaceName, hasVersion: false);
        if (error is null && !(StreamHeaders.TryReadDomain(header.To, out var name)
            && services.Directory.TryGet(name, out _asked)))
        {
            error = StreamError.HostUnknown;
        }
        if (error is not null)
        {
            Fail(error);
            return default;
        }
        var output = OutputBuffer.Rent();
        WriteHeader(output);
        Write(output);
        return default;
    }

    protected override ValueTask HandleAsync(XElement element)
    {
        EndIfChanged();
        if (IsEnded)
            return default;
        if (IsAuthenticated)
            return services.Stanzas.HandleAsync(this, element, Reader.ElementBytes);
        if (element.Name == ComponentHandshake.Name && _asked is { } asked)
            OnHandshake(element.Value, asked);
        else
            Fail(StreamError.NotAuthorized); // RFC 6120 §4.9.3.12
        return default;
    }

    // The rest that the component did not get, and whom it leaves behind.
    protected override void OnEnding()
    {
        if (IsAuthenticated)
        {
            services.Directory.Leave(this, Name);
            if (services.Directory.Find(Name) is null)
                services.Delegation.OnGone(Name);
        }
        _outbox.Drain(); // what was on its way still goes, as far as the peer reads
        var unsent = _outbox.Close();
        var shown = Presences.Close();
        if (unsent.Count > 0 || shown.Count > 0)
            services.BeginEnd(unsent, shown);
    }

    private void EndIfChanged()
    {
        if (_asked is { } asked && !services.Directory.IsInForce(asked))
            Fail(services.Directory.Contains(asked.Name) ? StreamError.Reset : StreamError.HostGone);
    }

    private void OnHandshake(string digest, ComponentOptions asked)
    {
        var address = Connection.RemoteEndPoint.Address;
        if (asked.Secret is not { Length: > 0 } secret || !ComponentHandshake.Matches(digest, _id, secret))
        {
            services.Tools.Logger.ComponentRefused(asked.Name, address, Id);
            Fail(StreamError.NotAuthorized);
            return;
        }
        // Only here: who does not know the secret does not learn either whether one is connected.
        if (!services.Directory.TryEnter(this, asked, out var replaced))
        {
            Fail(StreamError.Conflict);
            return;
        }
        replaced?.PostFail(StreamError.Conflict);
        Name = asked.Name;
        Reader.Limits = services.LimitsAfterLogin;
        services.OnAuthenticated(address);
        services.Tools.Logger.ComponentConnected(Name, address, Id);
        Write(new XElement(ComponentHandshake.Name));
        _outbox.Open();
        services.Privileges.OnConnected(this);
        services.Delegation.OnConnected(this);
    }

    private bool IsOver(long since, TimeSpan limit) =>
        limit > TimeSpan.Zero && services.Tools.Time.GetElapsedTime(since) >= limit;
}
