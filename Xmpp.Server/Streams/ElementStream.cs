using System.Text;
using System.Xml.Linq;
using Xmpp.Server.Observability;
using Xmpp.Server.Sessions;
using Xmpp.Server.Transport;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Streams;

/// <summary>
/// What every XML stream does, whoever the peer is (RFC 6120 §4): one element is read after the other, reading stops
/// while one waits for something, and the stream ends once, in order. Who the peer is and what it may say is the
/// business of the class on top.
/// </summary>
/// <param name="connection">Where it is.</param>
/// <param name="reader">Reads its octets; null where the transport gives whole elements.</param>
/// <param name="framing">How it looks.</param>
/// <param name="tools">For its log and its numbers.</param>
/// <remarks>
/// Everything runs on the connection's loop; behind an await, <see cref="IConnection.Loop"/> comes back to it.
/// </remarks>
internal abstract class ElementStream(
    IConnection connection, StanzaReader? reader, StreamFraming framing, StreamTools tools) : IConnectionHandler
{
    private StanzaReader? _reader = reader;
    private byte[] _unread = [];
    private bool _isHeaderSent;
    private bool _isBusy;
    private bool _isThrottled;
    private long _readingSince = tools.Time.GetTimestamp();
    private bool _isRestDropped;

    public long Id => connection.Id;

    protected IConnection Connection => connection;
    protected StanzaReader Reader => _reader ?? throw new InvalidOperationException("There are no octets to read.");
    protected StreamFraming Framing => framing;

    /// <summary>Octets of the element that is handled.</summary>
    protected int ElementBytes { get; private set; }

    /// <summary>Our header is out, on the stream that is open now.</summary>
    public bool IsHeaderSent => _isHeaderSent;

    /// <summary>Nothing more is read; the end tag has been written, or the connection is gone.</summary>
    public bool IsEnded { get; private set; }

    /// <summary>It has taken no place: there was none.</summary>
    protected bool IsRefused { get; private set; }

    /// <summary>The peer has ended the stream itself, with its end tag or an error.</summary>
    protected bool IsPeerClosed { get; private set; }

    /// <summary>The error of ours that has ended the stream; null while it is open, and after any other end.</summary>
    public StreamError? Failure { get; private set; }

    /// <summary>Completes when what is being handled is done.</summary>
    protected Task WhenHandled { get; private set; } = Task.CompletedTask;

    /// <summary>True while the peer's last element waits for something.</summary>
    protected bool IsBusy => _isBusy;

    /// <summary>Since when what the peer sends is read; null while reading is stopped. Any thread.</summary>
    public long? ReadingSince => Volatile.Read(ref _readingSince) is var since && since == long.MaxValue ? null : since;

    /// <summary>Timestamp of the last octets that were written.</summary>
    protected long LastWriteAt { get; private set; } = tools.Time.GetTimestamp();

    /// <summary>For the log: who the peer has proved to be, or "-".</summary>
    protected abstract string PeerName { get; }

    public abstract void OnOpened();

    /// <summary>Counts a connection that a peer has opened, or ends it with the limit that it would break.</summary>
    protected void Enter(ListenerKind listener, ConnectionRefusal? refusal)
    {
        if (refusal is not { } limit)
        {
            tools.Metrics.ConnectionOpened(listener);
            return;
        }
        tools.Metrics.ConnectionRefused(limit);
        tools.Logger.ConnectionRefused(Id, connection.RemoteEndPoint.Address, limit);
        IsRefused = true;
        Fail(StreamError.PolicyViolation with { Text = "Too many connections." });
    }

    public virtual void OnBytes(ReadOnlySpan<byte> bytes)
    {
        if (_isBusy || _isThrottled)
            _unread = [.. _unread, .. bytes];
        else
            Read(bytes);
    }

    /// <summary>The peer's header, from a transport that gives whole elements; never while reading is paused.</summary>
    public void OnHeader(StreamHeader header)
    {
        if (!IsEnded)
            Goes(OnHeaderAsync(header), []);
    }

    /// <summary>An element, as above.</summary>
    public void OnElement(XElement element, int bytes)
    {
        ElementBytes = bytes;
        if (!IsEnded)
            Handle(element, []);
    }

    /// <summary>The peer has closed the stream, as above.</summary>
    public void OnEnd() => OnPeerClosed();

    public virtual void OnSecured()
    {
    }

    public abstract void OnWritabilityChanged();

    public virtual void OnClosed(Exception? cause)
    {
        if (cause is not null)
            tools.Logger.ConnectionBroken(Id, connection.RemoteEndPoint.Address, cause.GetType().Name);
        End();
    }

    /// <summary>Ends the stream with an error (RFC 6120 §4.9.1): header if none was sent, error, end tag, TCP close.</summary>
    public void Fail(StreamError error)
    {
        if (IsEnded)
            return;
        Failure = error;
        End();
        tools.Metrics.StreamErrorSent(error);
        tools.Logger.StreamFailed(Id, connection.RemoteEndPoint.Address, PeerName, error.Condition);
        var output = OutputBuffer.Rent();
        if (!_isHeaderSent)
            WriteHeader(output); // §4.9.1.2: an error needs an open stream
        Append(output, error.ToElement());
        WriteEnd(output);
    }

    /// <summary>The same from another thread.</summary>
    public void PostFail(StreamError error) =>
        connection.Post(static state => ((FailRequest)state).Run(), new FailRequest(this, error));

    /// <summary>Our header in answer to the peer's (§4.7).</summary>
    protected abstract string Header();

    /// <summary>The peer's header; what follows comes when the task is complete.</summary>
    protected abstract ValueTask OnHeaderAsync(StreamHeader header);

    /// <summary>An element that is no stream error; the next one comes when the task is complete.</summary>
    protected abstract ValueTask HandleAsync(XElement element);

    /// <summary>
    /// How long to wait before reading on (cases ABU-07): who is too fast is read later, and nobody else notices. What was
    /// handled counts as handled all the same.
    /// </summary>
    protected virtual TimeSpan Pause() => TimeSpan.Zero;

    /// <summary>The peer ends the stream with an error; its end follows.</summary>
    /// <param name="condition">The condition of RFC 6120 §4.9.3, or "other".</param>
    protected virtual void OnPeerFailed(string condition)
    {
    }

    /// <summary>Called once, before anything is said about the end: the last chance to write what waits.</summary>
    protected abstract void OnEnding();

    /// <summary>A new stream on the same connection (§4.3.3): a new parser, a new header.</summary>
    protected void Restart(StanzaReader? next)
    {
        _reader = next;
        _isHeaderSent = false;
    }

    /// <summary>
    /// The same where TLS begins: what came in clear behind the element that is handled is never looked at (§5.4.3.3
    /// rule 2, cases AUTH-01).
    /// </summary>
    protected void RestartInTls(StanzaReader next, TlsSettings settings)
    {
        Restart(next);
        _isRestDropped = true;
        connection.StartTls(settings);
    }

    /// <summary>Ends the stream in order (§4.4): what waits is written, then the end tag.</summary>
    /// <param name="last">An element to write in front of the end tag.</param>
    /// <param name="end">To write in place of the end tag, where that is an element by itself (RFC 7395 §3.6).</param>
    protected void Finish(XElement? last = null, XElement? end = null)
    {
        if (IsEnded)
            return;
        End();
        var output = OutputBuffer.Rent();
        if (!_isHeaderSent)
            WriteHeader(output);
        if (last is not null)
            Append(output, last);
        WriteEnd(output, end);
    }

    protected void WriteHeader(OutputBuffer output)
    {
        _isHeaderSent = true;
        var header = Header();
        AppendText(output, header);
        Cut(output);
    }

    /// <summary>Adds an element to what is about to be written.</summary>
    protected void Append(OutputBuffer output, XElement element)
    {
        StanzaWriter.Write(output, element, framing.Context);
        Cut(output);
    }

    protected void Write(XElement element)
    {
        var output = OutputBuffer.Rent();
        StanzaWriter.Write(output, element, framing.Context);
        Write(output);
    }

    protected void Write(OutputBuffer output)
    {
        if (output.Length > 0)
            WriteLogged(output);
        connection.Flush();
    }

    /// <summary>For what the wire log has seen already, or need not see; the caller flushes.</summary>
    protected void WriteUnlogged(ReadOnlyMemory<byte> bytes)
    {
        LastWriteAt = tools.Time.GetTimestamp();
        connection.Write(bytes);
    }

    private void WriteLogged(OutputBuffer output)
    {
        if (tools.WireLog.IsOn)
            tools.WireLog.Sent(Id, output.Written.Span);
        WriteUnlogged(output.Written);
    }

    // Where each element is a message, the connection gets it by itself.
    private void Cut(OutputBuffer output)
    {
        if (!framing.IsFramed || output.Length == 0)
            return;
        WriteLogged(output);
        output.Clear();
    }

    private static void AppendText(OutputBuffer output, string text) =>
        output.Advance(Encoding.UTF8.GetBytes(text, output.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));

    private void Read(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !IsEnded && _reader is { } current)
        {
            var what = current.Read(bytes, out var consumed);
            bytes = bytes[consumed..];
            switch (what)
            {
                case StreamEvent.NeedMore:
                    return;
                case StreamEvent.Opened when current.Header is { } header:
                    if (!Goes(OnHeaderAsync(header), bytes))
                        return;
                    break;
                case StreamEvent.Closed:
                    OnPeerClosed();
                    return;
                case StreamEvent.Failed:
                    Fail(current.Error ?? StreamError.NotWellFormed);
                    return;
                case StreamEvent.Element when current.Element is { } element:
                    ElementBytes = current.ElementBytes;
                    if (!Handle(element, bytes))
                        return;
                    break;
            }
        }
    }

    /// <summary>False when reading stops here; the rest of the bytes is kept.</summary>
    private bool Handle(XElement element, ReadOnlySpan<byte> rest)
    {
        if (tools.WireLog.IsOn)
            tools.WireLog.Received(Id, element);
        if (element.Name == XmppNames.StreamError)
        {
            OnPeerError(element);
            return false;
        }
        return Goes(HandleAsync(element), rest);
    }

    /// <summary>True where reading goes on at once.</summary>
    private bool Goes(ValueTask handling, ReadOnlySpan<byte> rest)
    {
        if (!handling.IsCompletedSuccessfully)
        {
            StopReading(rest);
            _isBusy = true;
            WhenHandled = ContinueAsync(handling);
            return false;
        }
        if (_isRestDropped)
        {
            _isRestDropped = false;
            return false;
        }
        if (IsEnded)
            return false;
        var pause = Pause();
        if (pause == TimeSpan.Zero)
            return true;
        StopReading(rest);
        _ = ThrottleAsync(pause);
        return false;
    }

    private void StopReading(ReadOnlySpan<byte> rest)
    {
        _unread = rest.ToArray();
        Volatile.Write(ref _readingSince, long.MaxValue);
        connection.PauseReading();
    }

    private async Task ContinueAsync(ValueTask handling)
    {
        try
        {
            await handling;
        }
#pragma warning disable CA1031 // a bug ends this stream, not the process
        catch (Exception e)
#pragma warning restore CA1031
        {
            tools.Logger.StreamBroken(e, Id);
            await connection.Loop();
            Fail(StreamError.InternalServerError);
        }
        await connection.Loop();
        _isBusy = false;
        if (_isRestDropped)
        {
            _isRestDropped = false;
            _unread = [];
        }
        var pause = Pause();
        if (pause > TimeSpan.Zero)
            _ = ThrottleAsync(pause); // handled is handled: who waits for that does not wait for the pause
        else
            ReadOn();
    }

    private async Task ThrottleAsync(TimeSpan pause)
    {
        _isThrottled = true;
        await Task.Delay(pause, tools.Time);
        await connection.Loop();
        _isThrottled = false;
        ReadOn();
    }

    private void ReadOn()
    {
        if (IsEnded)
            return;
        var unread = _unread;
        _unread = [];
        Volatile.Write(ref _readingSince, tools.Time.GetTimestamp());
        Read(unread);
        if (!_isBusy && !_isThrottled && !IsEnded)
            connection.ResumeReading();
    }

    // RFC 6120 §4.9.1.1: the peer's error ends the stream; it is not answered by another one.
    private void OnPeerError(XElement error)
    {
        var condition = error.Elements().FirstOrDefault(e => e.Name.Namespace == XmppNames.StreamErrors);
        tools.Metrics.StreamErrorReceived(condition?.Name.LocalName ?? "other");
        OnPeerFailed(condition?.Name.LocalName ?? "other");
        OnPeerClosed();
    }

    private void OnPeerClosed()
    {
        if (IsEnded)
            return;
        IsPeerClosed = true;
        End(); // §4.4: what is on its way still goes
        var output = OutputBuffer.Rent();
        if (!_isHeaderSent)
            WriteHeader(output);
        WriteEnd(output);
    }

    private void End()
    {
        if (IsEnded)
            return;
        OnEnding();
        IsEnded = true;
    }

    private void WriteEnd(OutputBuffer output, XElement? end = null)
    {
        if (end is null)
            AppendText(output, framing.End);
        else
            Append(output, end);
        if (output.Length > 0)
            WriteLogged(output);
        connection.Close(); // sends it, together with close_notify
    }

    private sealed record FailRequest(ElementStream Stream, StreamError Error)
    {
        public void Run() => Stream.Fail(Error);
    }
}
