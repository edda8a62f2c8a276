using System.Buffers;
using System.Net;
using System.Net.WebSockets;

namespace Xmpp.Server.Transport.WebSockets;

/// <summary>A WebSocket (RFC 6455) whose messages are handled on a loop. Each write is a text message.</summary>
/// <param name="socket">Reads and closes.</param>
/// <param name="wire">What is below it: writes.</param>
/// <param name="abort">Cuts what is below all that.</param>
/// <param name="settings">Of the server.</param>
/// <param name="remote">Whose it is.</param>
/// <param name="isSecure">Inside TLS.</param>
/// <param name="below">What it has for itself, and whose loop it shares; null where others are on it, too (RFC 8441).</param>
internal sealed class WebSocketConnection(
    WebSocket socket, WebSocketWire wire, Action abort, WebSocketSettings settings, IPEndPoint remote, bool isSecure,
    IConnection? below)
    : LoopConnection(settings.Loops, remote, isSecure, below)
{
    private const int FirstSize = 4096;

    /// <summary>How long a peer may take to read our last bytes and to close.</summary>
    private static readonly TimeSpan s_closeDeadline = TimeSpan.FromSeconds(5);

    private static readonly Action<object> s_tick = static state => ((WebSocketConnection)state).OnTick();
    private static readonly Action<object> s_drained = static state => ((WebSocketConnection)state).OnDrained();

    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IMessageHandler? _handler;
    private TaskCompletionSource? _resumed;
    private Exception? _cause;
    private long _pingedAt;
    private bool _isPaused;
    private bool _isPinged;
    private bool _isClosing;
    private volatile bool _isWritable = true;

    public override bool IsWritable => _isWritable;
    public override bool IsOpen => !_isClosing;

    /// <summary>Serves it; completes when it is gone.</summary>
    public async Task RunAsync(Func<WebSocketConnection, IMessageHandler> accept)
    {
        wire.Drained = OnWireDrained;
        await Loop();
        var handler = accept(this);
        _handler = handler;
        try
        {
            handler.OnOpened();
            await ReceiveAllAsync(handler);
        }
#pragma warning disable CA1031 // the peer, the network, or a bug: it is the end of this connection and of nothing else
        catch (Exception e)
#pragma warning restore CA1031
        {
            _cause ??= e;
        }
        _closed.TrySetResult();
        await Loop();
        var wasClosing = _isClosing;
        _isClosing = true;
        handler.OnClosed(wasClosing ? null : _cause);
        await wire.WhenDrainedAsync().WaitAsync(s_closeDeadline, settings.Time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        socket.Dispose();
    }

    public override void Write(ReadOnlyMemory<byte> bytes)
    {
        if (_isClosing)
            return;
        wire.AddMessage(bytes.Span);
        if (_isWritable && wire.Unsent > EventLoops.HighWaterMark)
        {
            _isWritable = false;
            if (wire.Unsent == 0)
                _isWritable = true; // it has all gone meanwhile, and nobody will say so again
        }
    }

    public override void Flush() => wire.Flush();

    // Who closes reads on to the peer's close: nobody would resume.
    public override void PauseReading() => _isPaused = !_isClosing;

    public override void ResumeReading()
    {
        _isPaused = false;
        var resumed = _resumed;
        _resumed = null;
        resumed?.TrySetResult();
    }

    public override void Close()
    {
        if (_isClosing)
            return;
        wire.Flush();
        _isClosing = true;
        ResumeReading(); // the peer's answer is behind what has come before
        _ = CloseAsync();
    }

    public override void Abort()
    {
        _isClosing = true;
        abort();
        ResumeReading();
    }

    /// <summary>Looks at the clock; any thread.</summary>
    public void Tick()
    {
        if (settings.PingInterval > TimeSpan.Zero && (_isPinged || IsOver(wire.LastReadAt, settings.PingInterval)))
            Post(s_tick, this);
    }

    private bool IsOver(long since, TimeSpan limit) => settings.Time.GetElapsedTime(since) >= limit;

    // RFC 6455 §5.5.2. Only what is read can be a sign of life: while we do not read, nobody is dead.
    private void OnTick()
    {
        if (_isClosing || _isPaused)
            return;
        if (_isPinged && wire.LastReadAt >= _pingedAt)
            _isPinged = false;
        if (_isPinged && IsOver(_pingedAt, settings.PingTimeout))
        {
            _cause = new TimeoutException("The peer answers no ping.");
            abort();
        }
        else if (!_isPinged && IsOver(wire.LastReadAt, settings.PingInterval))
        {
            _isPinged = true;
            _pingedAt = settings.Time.GetTimestamp();
            wire.AddPing();
            wire.Flush();
        }
    }

    private async Task ReceiveAllAsync(IMessageHandler handler)
    {
        while (true)
        {
            if (_isPaused)
            {
                _resumed = new TaskCompletionSource();
                await _resumed.Task; // goes on where reading is resumed: on the loop
            }
            // No buffer is held while nothing comes.
            var first = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            if (first.MessageType == WebSocketMessageType.Close)
                break;
            if (!await ReceiveAsync(handler, first))
                break;
        }
        // RFC 6455 §5.5.1: a close is answered by a close.
        if (socket.State == WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    /// <summary>One message; false if it was the end.</summary>
    private async ValueTask<bool> ReceiveAsync(IMessageHandler handler, ValueWebSocketReceiveResult result)
    {
        var buffer = result.EndOfMessage ? [] : ArrayPool<byte>.Shared.Rent(FirstSize);
        try
        {
            var length = 0;
            while (!result.EndOfMessage && length <= handler.MaxMessageBytes)
            {
                if (length == buffer.Length)
                    buffer = Grow(buffer);
                result = await socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                if (result.MessageType == WebSocketMessageType.Close)
                    return false;
                length += result.Count;
            }
            await Loop();
            if (!_isClosing)
                handler.OnMessage(buffer.AsSpan(0, length), result.MessageType == WebSocketMessageType.Text);
            return true;
        }
        finally
        {
            if (buffer.Length > 0)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    // RFC 7395 §3.6, cases WEB-03: our close, the peer's, and an end to waiting.
    private async Task CloseAsync()
    {
        using var deadline = new CancellationTokenSource(s_closeDeadline, settings.Time);
        try
        {
            var status = settings.IsStopping ? WebSocketCloseStatus.EndpointUnavailable : WebSocketCloseStatus.NormalClosure;
            await socket.CloseOutputAsync(status, null, deadline.Token);
            await _closed.Task.WaitAsync(deadline.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or IOException or ObjectDisposedException)
        {
            Post(static state => ((WebSocketConnection)state).Abort(), this);
        }
    }

    private void OnWireDrained(Exception? failure)
    {
        if (failure is not null)
        {
            _cause ??= failure;
            abort();
        }
        else if (!_isWritable)
        {
            Post(s_drained, this);
        }
    }

    private void OnDrained()
    {
        if (_isWritable)
            return;
        _isWritable = true;
        if (!_isClosing)
            _handler?.OnWritabilityChanged();
    }
}
