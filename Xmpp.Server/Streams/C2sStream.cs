using System.Text;
using System.Xml.Linq;
using Xmpp.Server.Observability;
using Xmpp.Server.Sessions;
using Xmpp.Server.StreamManagement;
using Xmpp.Server.Streams.Sasl;
using Xmpp.Server.Transport;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Streams;

/// <summary>
/// A client's stream from the first byte to the last (RFC 6120 §4): reads one element at a time, gives it to whoever
/// negotiates or to the session, and answers. Elements are handled one after the other; while one waits for something,
/// reading stops.
/// </summary>
/// <remarks>
/// Everything runs on the connection's loop; behind an await, <see cref="IConnection.Loop"/> comes back to it.
/// </remarks>
internal sealed class C2sStream(IConnection connection, C2sServices services, ListenerKind listener) : IConnectionHandler
{
    private static readonly XName s_ping = XName.Get("ping", "urn:xmpp:ping");
    private static readonly byte[] s_space = [(byte)' '];

    private Action<StreamError>? _failAction;
    private Task _handling = Task.CompletedTask;
    private readonly RateLimit _rate = new(services.Options.Limits, services.Time);
    private readonly long _openedAt = services.Time.GetTimestamp();
    private StanzaReader _reader = new(services.LimitsBeforeLogin);
    private SaslNegotiation? _sasl;
    private Session? _session;
    private string _host = services.Hosts.Default.Domain;
    private string? _lang;
    private Jid? _claimed; // whom the header says the client to be
    private byte[] _unread = [];
    private long _lastReadAt = services.Time.GetTimestamp();
    private long _lastWriteAt = services.Time.GetTimestamp();
    private int _bytesBeforeLogin;
    private bool _isHeaderSent;
    private bool _isBusy;
    private bool _isThrottled;
    private bool _isPinged;
    private bool _isEnded;
    private bool _isResumable = true; // until something says that the session must end with the stream
    private bool _isRefused;
    private bool _isAnonymous;

    public long Id => connection.Id;
    public bool IsAuthenticated { get; private set; }
    public bool IsBound => _session is not null;
    public Jid? Account { get; private set; }

    private bool IsSecure => connection.Tls is not null;

    public void OnOpened()
    {
        if (services.TryEnter(this, connection.RemoteEndPoint.Address) is not { } refusal)
        {
            services.Metrics.ConnectionOpened(listener);
            return;
        }
        services.Metrics.ConnectionRefused(refusal);
        services.Logger.ConnectionRefused(connection.Id, connection.RemoteEndPoint.Address, refusal);
        _isRefused = true;
        Fail(StreamError.PolicyViolation with { Text = "Too many connections." });
    }

    public void OnBytes(ReadOnlySpan<byte> bytes)
    {
        _lastReadAt = services.Time.GetTimestamp();
        _isPinged = false;
        _rate.CountBytes(bytes.Length);
        if (!IsBound && (_bytesBeforeLogin += bytes.Length) > services.Options.Limits.BytesBeforeLogin)
            Fail(StreamError.PolicyViolation with { Text = "Too much before login." });
        else if (_isBusy || _isThrottled)
            _unread = [.. _unread, .. bytes];
        else
            Read(bytes);
    }

    public void OnSecured()
    {
        if (connection.Tls is { } tls)
            services.Metrics.HandshakeSucceeded(tls.Protocol);
        Restart();
    }

    public void OnWritabilityChanged()
    {
        if (connection.IsWritable)
            _session?.Drain();
    }

    public void OnClosed(Exception? cause)
    {
        _isEnded = true;
        if (cause is System.Security.Authentication.AuthenticationException)
            services.Metrics.HandshakeFailed();
        if (cause is not null)
            services.Logger.ConnectionBroken(connection.Id, connection.RemoteEndPoint.Address, cause.GetType().Name);
        if (_isBusy)
            _ = LeaveAsync(); // what is being handled still counts for the session
        else
            Leave();
    }

    private async Task LeaveAsync()
    {
        await _handling;
        await connection.Loop();
        Leave();
    }

    private void Leave()
    {
        if (_session is { } session && !(_isResumable && services.Resumable.TryHibernate(session, connection)))
            services.Ends.Begin(session);
        if (_isRefused)
            return;
        services.Leave(this, connection.RemoteEndPoint.Address);
        services.Metrics.ConnectionClosed(listener);
    }

    /// <summary>
    /// Takes the session off this stream for another one that resumes it (XEP-0198 §5): what still arrives is not
    /// looked at; completes when what is being handled is done.
    /// </summary>
    public async Task ReleaseAsync()
    {
        await connection.Loop();
        _session = null;
        Fail(StreamError.Conflict);
        await _handling;
    }

    /// <summary>Ends the stream with an error (RFC 6120 §4.9.1): header if none was sent, error, end tag, TCP close.</summary>
    public void Fail(StreamError error)
    {
        if (_isEnded)
            return;
        _isEnded = true;
        // XEP-0198 §7: the stream is unfinished, not closed, when the client has no part in its end.
        _isResumable = error == StreamError.ConnectionTimeout || error == StreamError.SystemShutdown
            || error == StreamError.InternalServerError;
        services.Metrics.StreamErrorSent(error);
        services.Logger.StreamFailed(
            connection.Id, connection.RemoteEndPoint.Address, (_session?.FullJid ?? Account)?.ToString() ?? "-",
            error.Condition);
        var output = OutputBuffer.Rent();
        if (!_isHeaderSent)
            WriteHeader(output, null); // §4.9.1.2: an error needs an open stream
        StanzaWriter.Write(output, error.ToElement());
        WriteEnd(output);
    }

    /// <summary>Looks at the clock; on the loop, about every second.</summary>
    public void OnTick()
    {
        if (_isEnded)
            return;
        var limits = services.Options.Limits;
        if (!IsBound)
        {
            // Cases ABU-01: counted from the connection, whatever was sent since.
            if (services.Time.GetElapsedTime(_openedAt) >= limits.LoginTimeout)
                Fail(StreamError.ConnectionTimeout);
            return;
        }
        _session?.OnTick();
        var silence = services.Time.GetElapsedTime(_lastReadAt);
        if (_session?.Management is { IsOverdue: true } || (_isPinged && silence >= limits.IdleTimeout + limits.PingTimeout))
        {
            Fail(StreamError.ConnectionTimeout);
        }
        else if (!_isPinged && limits.IdleTimeout > TimeSpan.Zero && silence >= limits.IdleTimeout)
        {
            _isPinged = true; // XEP-0199 §4.1; whatever comes is a sign of life
            _session?.Post(new OutboundStanza(new Iq(IqType.Get, StreamIds.New(), Jid.Parse(_host), _session.FullJid, new XElement(s_ping))));
        }
        else if (_session?.Management is { } management && management.TryAsk(isLate: true))
        {
            Write(new XElement(SmElements.Ask));
        }
        else if (limits.KeepaliveInterval > TimeSpan.Zero
            && services.Time.GetElapsedTime(_lastWriteAt) >= limits.KeepaliveInterval && connection.IsWritable)
        {
            _lastWriteAt = services.Time.GetTimestamp();
            connection.Write(s_space); // RFC 6120 §4.6.1
            connection.Flush();
        }
    }

    /// <summary>Runs <see cref="OnTick"/> on the loop if the clock has something to say; any thread.</summary>
    public void Tick()
    {
        var limits = services.Options.Limits;
        var isDue = IsBound
            ? _session is { HasDeadline: true } || IsOver(_lastReadAt, limits.IdleTimeout) || IsOver(_lastWriteAt, limits.KeepaliveInterval)
            : IsOver(_openedAt, limits.LoginTimeout);
        if (isDue)
            connection.Post(static state => ((C2sStream)state).OnTick(), this);
    }

    private bool IsOver(long since, TimeSpan limit) =>
        limit > TimeSpan.Zero && services.Time.GetElapsedTime(since) >= limit;

    /// <summary>Ends the stream in order from another thread.</summary>
    public void PostFail(StreamError error) =>
        connection.Post(static state => ((FailRequest)state).Run(), new FailRequest(this, error));

    private void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !_isEnded)
        {
            var reader = _reader;
            var what = reader.Read(bytes, out var consumed);
            bytes = bytes[consumed..];
            switch (what)
            {
                case StreamEvent.NeedMore:
                    return;
                case StreamEvent.Opened:
                    OnHeader(reader.Header);
                    break;
                case StreamEvent.Closed:
                    OnPeerClosed();
                    return;
                case StreamEvent.Failed:
                    Fail(reader.Error ?? StreamError.NotWellFormed);
                    return;
                case StreamEvent.Element when reader.Element is { } element:
                    if (!Handle(element, bytes))
                        return;
                    break;
            }
        }
    }

    /// <summary>False when reading stops here; the rest of the bytes is then kept or, behind starttls, discarded.</summary>
    private bool Handle(XElement element, ReadOnlySpan<byte> rest)
    {
        if (services.WireLog.IsOn)
            services.WireLog.Received(connection.Id, element);
        _rate.CountStanza();
        if (element.Name == XmppNames.StreamError)
        {
            OnPeerError(element);
            return false;
        }
        if (element.Name == StreamNames.StartTls)
        {
            OnStartTls();
            return false; // RFC 6120 §5.4.3.3 rule 2, cases AUTH-01: what came in clear behind it is never looked at
        }
        var handling = HandleAsync(element);
        if (!handling.IsCompletedSuccessfully)
        {
            StopReading(rest);
            _isBusy = true;
            _handling = ContinueAsync(handling);
            return false;
        }
        var pause = _rate.Pause();
        if (pause == TimeSpan.Zero)
            return true;
        StopReading(rest);
        _ = ThrottleAsync(pause);
        return false;
    }

    private void StopReading(ReadOnlySpan<byte> rest)
    {
        _unread = rest.ToArray();
        connection.PauseReading();
    }

    private async Task ContinueAsync(ValueTask handling)
    {
        try
        {
            await handling;
        }
#pragma warning disable CA1031 // a bug in the negotiation ends this stream, not the process
        catch (Exception e)
#pragma warning restore CA1031
        {
            services.Logger.StreamBroken(e, connection.Id);
            await connection.Loop();
            Fail(StreamError.InternalServerError);
        }
        await connection.Loop();
        _isBusy = false;
        var pause = _rate.Pause();
        if (pause > TimeSpan.Zero)
            _ = ThrottleAsync(pause); // handled is handled: who waits for that does not wait for the pause
        else
            ReadOn();
    }

    private async Task ThrottleAsync(TimeSpan pause)
    {
        _isThrottled = true;
        await Task.Delay(pause, services.Time);
        await connection.Loop();
        _isThrottled = false;
        ReadOn();
    }

    private void ReadOn()
    {
        if (_isEnded)
            return;
        var unread = _unread;
        _unread = [];
        Read(unread);
        if (!_isBusy && !_isThrottled && !_isEnded)
            connection.ResumeReading();
    }

    private void OnHeader(StreamHeader? header)
    {
        if (header is null)
            return;
        _lang = header.Lang;
        var error = StreamHeaders.Check(header, StreamNames.ClientNamespace);
        if (error is null && !(StreamHeaders.TryReadDomain(header.To, out var domain) && services.Hosts.Contains(domain)))
            error = StreamError.HostUnknown; // RFC 6120 §4.9.3.6
        else if (error is null)
            error = CheckIdentity(header);
        var from = Jid.TryParse(header.From, out var claimed) ? claimed : null;
        _claimed = IsSecure ? from : null; // §4.7.1: what is said in clear does not count
        var output = OutputBuffer.Rent();
        WriteHeader(output, from);
        if (error is not null)
        {
            Write(output);
            Fail(error);
            return;
        }
        StanzaWriter.Write(output, IsAuthenticated
            ? services.Features.AfterLogin(_host)
            : services.Features.BeforeLogin(SaslState));
        Write(output);
    }

    // RFC 6120 §6.4.6 and cases AUTH-14: after login the stream is the account's, at the account's host.
    private StreamError? CheckIdentity(StreamHeader header)
    {
        StreamHeaders.TryReadDomain(header.To, out var domain);
        if (Account is { } account)
        {
            if (account.Domain != domain)
                return StreamError.NotAuthorized;
            if (header.From is not null && (!Jid.TryParse(header.From, out var from) || from.Bare != account))
                return StreamError.InvalidFrom;
            return null;
        }
        _host = domain;
        _sasl = new SaslNegotiation(SaslState, services.SaslContextOf(domain), connection.RemoteEndPoint.Address);
        return null;
    }

    private SaslStreamState SaslState => IsSecure ? SaslStreamState.Secure : SaslStreamState.Clear;

    private void OnStartTls()
    {
        // §5.4.2.2: nothing to start if TLS is there already; after login it would be too late.
        if (IsSecure || IsAuthenticated)
        {
            var failure = OutputBuffer.Rent();
            StanzaWriter.Write(failure, new XElement(StreamNames.TlsFailure));
            _isEnded = true;
            WriteEnd(failure);
            return;
        }
        Write(new XElement(StreamNames.TlsProceed));
        _sasl = null; // §5.4.3.3: what was learnt before TLS is forgotten
        _reader = new StanzaReader(services.LimitsBeforeLogin);
        connection.StartTls(services.StartTls);
    }

    private ValueTask HandleAsync(XElement element)
    {
        if (_session is { } session)
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
            var handling = services.Stanzas.HandleAsync(
                session, element, _reader.ElementBytes, _lang, _failAction ??= Fail);
            return session.Management is { } counters ? CountAsync(handling, counters) : handling;
        }
        if (SmProtocol.Handles(element) && services.Management is not null)
            return ResumeAsync(element);
        return IsAuthenticated ? BindAsync(element) : BeforeLoginAsync(element);
    }

    // XEP-0198 §4: handled, whatever became of it; what must be stored is on disk by then (DESIGN §1).
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

    private async ValueTask ResumeAsync(XElement element)
    {
        if (Account is not { } account || services.Management is not { } management)
        {
            Apply(SmProtocol.TooEarly);
            return;
        }
        var reply = await management.ResumeAsync(account, element, Link, services.Stopping);
        await connection.Loop();
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

    private StreamLink Link => new(connection, Fail, ReleaseAsync);

    private async ValueTask BeforeLoginAsync(XElement element)
    {
        if (_sasl is { } sasl && element.Name.Namespace == XmppNames.Sasl)
        {
            var reply = await sasl.HandleAsync(element, services.Stopping);
            await connection.Loop();
            services.LoginLog.Note(reply, connection);
            if (_isEnded)
                return;
            // RFC 6120 §6.4.6: the header named somebody else.
            if (reply.Account is not null && _claimed is not null && _claimed.Bare != reply.Account)
            {
                Fail(StreamError.InvalidFrom);
                return;
            }
            if (reply.Element is { } answer)
                Write(answer);
            if (reply.Account is { } account)
            {
                _isAnonymous = reply.Mechanism == SaslNames.Anonymous;
                OnAuthenticated(account);
            }
            else if (reply.Error is { } error)
            {
                Fail(error);
            }
            return;
        }
        if (IsSecure && services.Registration is { } registration && registration.Handles(element))
        {
            var reply = await registration.BeforeLoginAsync(
                element, _host, connection.RemoteEndPoint.Address, services.Stopping);
            await connection.Loop();
            if (!_isEnded)
                Write(reply);
            return;
        }
        // RFC 6120 §4.9.3.12: a stanza before login; §4.9.3.24: anything else that we do not know (cases ABU-02).
        Fail(Stanza.IsStanza(element) ? StreamError.NotAuthorized : StreamError.UnsupportedStanzaType);
    }

    private void OnAuthenticated(Jid account)
    {
        Account = account;
        IsAuthenticated = true;
        services.OnAuthenticated(connection.RemoteEndPoint.Address);
        Restart();
    }

    private async ValueTask BindAsync(XElement element)
    {
        // RFC 6120 §7.1: nothing but binding before binding (cases AUTH-16).
        if (Account is not { } account || !ResourceBinding.IsRequest(element))
        {
            Fail(Stanza.IsStanza(element) ? StreamError.NotAuthorized : StreamError.UnsupportedStanzaType);
            return;
        }
        var (session, reply) = await services.Binding.BindAsync(
            account, element, Link, _isAnonymous, services.Stopping);
        await connection.Loop();
        if (_isEnded)
        {
            if (session is not null)
                services.Ends.Begin(session);
            return;
        }
        _session = session;
        if (session is null)
        {
            var output = OutputBuffer.Rent();
            StanzaWriter.Write(output, reply);
            Write(output);
            return;
        }
        session.Post(new OutboundStanza(reply));
    }

    /// <summary>A new stream on the same connection (RFC 6120 §4.3.3): a new parser, a new header, a new id.</summary>
    private void Restart()
    {
        _reader = new StanzaReader(IsAuthenticated ? services.LimitsAfterLogin : services.LimitsBeforeLogin);
        _isHeaderSent = false;
    }

    // RFC 6120 §4.9.1.1: the peer's error ends the stream; it is not answered by another one.
    private void OnPeerError(XElement error)
    {
        var condition = error.Elements().FirstOrDefault(e => e.Name.Namespace == XmppNames.StreamErrors);
        services.Metrics.StreamErrorReceived(condition?.Name.LocalName ?? "other");
        OnPeerClosed();
    }

    private void OnPeerClosed()
    {
        if (_isEnded)
            return;
        _session?.Drain(); // §4.4: what is on its way still goes
        _isEnded = true;
        _isResumable = false; // XEP-0198 §7
        WriteEnd(OutputBuffer.Rent());
    }

    private void WriteHeader(OutputBuffer output, Jid? to)
    {
        _isHeaderSent = true;
        var header = StreamHeaders.Respond(StreamNames.ClientNamespace, _host, to?.Bare.ToString(), StreamIds.New());
        var length = Encoding.UTF8.GetBytes(header, output.GetSpan(Encoding.UTF8.GetMaxByteCount(header.Length)));
        output.Advance(length);
    }

    private void WriteEnd(OutputBuffer output)
    {
        var length = "</stream:stream>"u8.Length;
        "</stream:stream>"u8.CopyTo(output.GetSpan(length));
        output.Advance(length);
        Write(output);
        connection.Close();
    }

    private void Write(XElement element)
    {
        var output = OutputBuffer.Rent();
        StanzaWriter.Write(output, element);
        Write(output);
    }

    private void Write(OutputBuffer output)
    {
        if (services.WireLog.IsOn)
            services.WireLog.Sent(connection.Id, output.Written.Span);
        _lastWriteAt = services.Time.GetTimestamp();
        connection.Write(output.Written);
        connection.Flush();
    }

    private sealed record FailRequest(C2sStream Stream, StreamError Error)
    {
        public void Run() => Stream.Fail(Error);
    }
}
