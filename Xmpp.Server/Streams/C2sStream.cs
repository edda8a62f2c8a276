using System.Xml.Linq;
using Xmpp.Server.Sessions;
using Xmpp.Server.StreamManagement;
using Xmpp.Server.Transport;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Streams;

/// <summary>
/// A client's stream from the first byte to the last (RFC 6120 §4): gives each element to whoever negotiates or to the
/// session, and answers.
/// </summary>
internal sealed class C2sStream(IConnection connection, C2sServices services, C2sTransport transport)
    : ElementStream(
        connection, transport.HasOctets ? new StanzaReader(services.LimitsBeforeLogin) : null, transport.Framing,
        services.Tools)
{
    private static readonly XName s_ping = XName.Get("ping", "urn:xmpp:ping");
    private static readonly byte[] s_space = [(byte)' '];

    private readonly RateLimit _rate = new(services.Options.Limits, services.Tools.Time);
    private readonly C2sClock _clock = new(services);
    private readonly C2sNegotiation _negotiation = new(connection, transport, services);
    private Action<StreamError>? _failAction;
    private Session? _session;
    private string? _lang;
    private int _bytesBeforeLogin;

    public bool IsAuthenticated => Account is not null;
    public Jid? Account { get; private set; }

    /// <summary>The host that the client has asked for; null before that.</summary>
    public string? Host => _negotiation.Asked;

    /// <summary>What one element may cost now.</summary>
    public StanzaReaderLimits ReaderLimits => IsAuthenticated ? services.LimitsAfterLogin : services.LimitsBeforeLogin;

    protected override string PeerName => (_session?.FullJid ?? Account)?.ToString() ?? "-";

    // The stream writes what it negotiates, the session all the rest.
    private long WrittenAt => Math.Max(LastWriteAt, _session?.LastWriteAt ?? 0);

    private StreamLink Link => new(Connection, Framing, Fail, ReleaseAsync);

    // XEP-0198 §7: the stream is unfinished, not closed, when the client has no part in its end.
    private bool IsResumable => !IsPeerClosed
        && (Failure is not { } error || error == StreamError.ConnectionTimeout || error == StreamError.SystemShutdown
            || error == StreamError.InternalServerError);

    public override void OnOpened() => Enter(transport.Listener, services.TryEnter(this, Connection.RemoteEndPoint.Address));

    public override void OnBytes(ReadOnlySpan<byte> bytes)
    {
        if (TryCount(bytes.Length))
            base.OnBytes(bytes);
    }

    /// <summary>Counts what has come from the client; false if that was too much, which ends the stream.</summary>
    public bool TryCount(int bytes)
    {
        _clock.OnRead();
        _rate.CountBytes(bytes);
        if (_session is not null || (_bytesBeforeLogin += bytes) <= services.Options.Limits.BytesBeforeLogin)
            return true;
        Fail(StreamError.PolicyViolation with { Text = "Too much before login." });
        return false;
    }

    public override void OnSecured()
    {
        if (Connection.Tls is { } tls)
            services.Tools.Metrics.HandshakeSucceeded(tls.Protocol);
        Restart(NewReader());
    }

    public override void OnWritabilityChanged()
    {
        if (Connection.IsWritable)
            _session?.Drain();
    }

    /// <summary>What was written is with the client: for connections that keep it until then.</summary>
    public void OnTaken() => _session?.OnTaken();

    public override void OnClosed(Exception? cause)
    {
        if (cause is System.Security.Authentication.AuthenticationException)
            services.Tools.Metrics.HandshakeFailed();
        base.OnClosed(cause);
        if (IsBusy)
            _ = LeaveAsync(); // what is being handled still counts for the session
        else
            Leave();
    }

    /// <summary>
    /// Takes the session off this stream for another one that resumes it (XEP-0198 §5): what still arrives is not
    /// looked at; completes when what is being handled is done.
    /// </summary>
    public async Task ReleaseAsync()
    {
        await Connection.Loop();
        _session = null;
        Fail(StreamError.Conflict);
        await WhenHandled;
    }

    /// <summary>Looks at the clock; on the loop, about every second.</summary>
    public void OnTick()
    {
        if (IsEnded)
            return;
        _session?.OnTick();
        switch (_clock.Next(_session, WrittenAt, ReadingSince))
        {
            case C2sDuty.End:
                Fail(StreamError.ConnectionTimeout);
                break;
            case C2sDuty.Ping:
                _session?.Post(new OutboundStanza(new Iq(
                    IqType.Get, StreamIds.New(), Jid.Parse(_session.FullJid.Domain), _session.FullJid, new XElement(s_ping))));
                break;
            case C2sDuty.Ask:
                Write(new XElement(SmElements.Ask));
                break;
            case C2sDuty.KeepAlive when transport.HasOctets && Connection.IsWritable:
                WriteUnlogged(s_space); // RFC 6120 §4.6.1
                Connection.Flush();
                break;
        }
    }

    /// <summary>Runs <see cref="OnTick"/> on the loop if the clock has something to say; any thread.</summary>
    public void Tick()
    {
        if (_clock.IsDue(_session, WrittenAt))
            Connection.Post(static state => ((C2sStream)state).OnTick(), this);
    }

    /// <summary>Ends it if its host is about to go (RFC 6120 §4.9.3.5); any thread.</summary>
    public void PostEndIfGone() => Connection.Post(static state => ((C2sStream)state).EndIfGone(), this);

    private void EndIfGone()
    {
        if (Host is { } host && !services.Hosts.IsOpen(host))
            Fail(StreamError.HostGone);
    }

    protected override TimeSpan Pause()
    {
        var pause = _rate.Pause();
        if (pause == TimeSpan.Zero || !_rate.IsSustained)
            return pause;
        // Cases ABU-07: who never lets go is no burst; what was handled before stays so.
        services.Tools.Metrics.RateSustained();
        services.Tools.Logger.RateSustained(Id, Connection.RemoteEndPoint.Address, PeerName);
        Fail(StreamError.PolicyViolation with { Text = "Too much for too long." });
        return TimeSpan.Zero;
    }

    protected override string Header() =>
        transport.Header(_negotiation.Host, _negotiation.Peer?.Bare.ToString(), StreamIds.New());

    protected override ValueTask OnHeaderAsync(StreamHeader header)
    {
        _lang = header.Lang;
        var error = _negotiation.Open(header);
        if (error is null && !IsAuthenticated && transport.Elsewhere(_negotiation.Host, services) is { } address)
        {
            Finish(end: StreamHeaders.SeeOther(address));
            return default;
        }
        var output = OutputBuffer.Rent();
        WriteHeader(output);
        if (error is null)
            Append(output, _negotiation.Features());
        Write(output);
        if (error is not null)
            Fail(error);
        return default;
    }

    protected override ValueTask HandleAsync(XElement element)
    {
        _rate.CountStanza();
        if (element.Name == StreamNames.StartTls)
        {
            OnStartTls();
            return default;
        }
        if (_session is { } session)
            return HandleAsync(session, element);
        if (SmProtocol.Handles(element) && services.Management is not null)
            return ResumeAsync(element);
        return IsAuthenticated ? BindAsync(element) : NegotiateAsync(element);
    }

    // §4.4: what is on its way still goes.
    protected override void OnEnding()
    {
        if (IsPeerClosed)
            _session?.Drain();
        _session?.NoteStreamEnd(Connection);
    }

    private ValueTask HandleAsync(Session session, XElement element)
    {
        if (SmProtocol.Handles(element) && services.Management is { } management)
        {
            session.Drain(); // §4: what was sent before is not behind the answer
            Apply(management.Handle(session, element));
            session.Drain(); // an acknowledgement may have made room
            return default;
        }
        if (services.ClientState?.Handle(session, element) == true)
            return default;
        var handling = services.Stanzas.HandleAsync(session, element, ElementBytes, _lang, _failAction ??= Fail);
        return session.Management is { } counters ? CountAsync(handling, counters) : handling;
    }

    // XEP-0198 §4: handled, whatever became of it; what must be stored is on disk by then.
    private static ValueTask CountAsync(ValueTask handling, ManagedStream counters)
    {
        if (!handling.IsCompletedSuccessfully)
            return AwaitAsync(handling, counters);
        counters.NoteHandled();
        return default;

        static async ValueTask AwaitAsync(ValueTask handling, ManagedStream counters)
        {
            await handling;
            counters.NoteHandled();
        }
    }

    private void OnStartTls()
    {
        // RFC 6120 §5.4.2.2: nothing to start if TLS is there already; after login it would be too late.
        if (Connection.IsSecure || IsAuthenticated || !transport.HasOctets)
        {
            Finish(new XElement(StreamNames.TlsFailure));
            return;
        }
        Write(new XElement(StreamNames.TlsProceed));
        _negotiation.Forget();
        // RFC 6120 §4.7.2: a client that sends no server name (SNI) has said in its header whom it wants.
        RestartInTls(new StanzaReader(ReaderLimits), services.StartTls with { Domain = _negotiation.Host });
    }

    private async ValueTask NegotiateAsync(XElement element)
    {
        var step = await _negotiation.HandleAsync(element);
        await Connection.Loop();
        if (IsEnded)
            return;
        if (step.Answer is { } answer)
            Write(answer);
        if (step.Account is { } account)
        {
            Account = account;
            services.OnAuthenticated(Connection.RemoteEndPoint.Address);
            _negotiation.Restart();
            Restart(NewReader());
        }
        else if (step.Error is { } error)
        {
            Fail(error);
        }
    }

    private async ValueTask ResumeAsync(XElement element)
    {
        if (Account is not { } account || services.Management is not { } management)
        {
            Apply(SmProtocol.TooEarly);
            return;
        }
        if (_negotiation.IsLoginVoid)
        {
            Fail(StreamError.NotAuthorized);
            return;
        }
        var reply = await management.ResumeAsync(account, element, Link, services.Stopping);
        await Connection.Loop();
        _session = reply.Resumed;
        Apply(reply);
        _session?.WriteAgain();
    }

    private void Apply(SmReply reply)
    {
        if (reply.Element is { } element)
            Write(element);
        if (reply.Error is { } error)
            Fail(error);
    }

    private async ValueTask BindAsync(XElement element)
    {
        // RFC 6120 §7.1: nothing but binding before binding (cases AUTH-16).
        if (Account is not { } account || !ResourceBinding.IsRequest(element))
        {
            Fail(Stanza.IsStanza(element) ? StreamError.NotAuthorized : StreamError.UnsupportedStanzaType);
            return;
        }
        if (_negotiation.IsLoginVoid)
        {
            Fail(StreamError.NotAuthorized);
            return;
        }
        var (session, reply) = await services.Binding.BindAsync(
            account, element, Link, _negotiation.IsAnonymous, services.Stopping);
        await Connection.Loop();
        if (IsEnded)
        {
            if (session is not null)
                services.Ends.Begin(session);
            return;
        }
        _session = session;
        if (session is null)
        {
            var output = OutputBuffer.Rent();
            StanzaWriter.Write(output, reply, null, Framing.Context);
            Write(output);
            return;
        }
        // Whoever changed the account while it was bound has not seen the session, or has ended it.
        if (_negotiation.IsLoginVoid)
            Fail(StreamError.NotAuthorized);
        else
            session.Post(new OutboundStanza(reply));
    }

    private StanzaReader? NewReader() => transport.HasOctets ? new StanzaReader(ReaderLimits) : null;

    private async Task LeaveAsync()
    {
        await WhenHandled;
        await Connection.Loop();
        Leave();
    }

    private void Leave()
    {
        if (_session is { } session && !(IsResumable && services.Resumable.TryHibernate(session, Connection)))
            services.Ends.Begin(session);
        if (IsRefused)
            return;
        services.Leave(this, Connection.RemoteEndPoint.Address);
        services.Tools.Metrics.ConnectionClosed(transport.Listener);
    }
}
