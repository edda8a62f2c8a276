using System.Net;
using DotNetty.Buffers;
using DotNetty.Common.Concurrency;
using DotNetty.Transport.Channels;
using Xmpp.Server.Transport.Epoll;

namespace Xmpp.Server.Transport;

/// <summary>The end of the DotNetty pipeline: turns channel events into <see cref="IConnectionHandler"/> calls.</summary>
internal sealed class ConnectionChannelHandler(
    long id, TlsSettings? directTls, TimeProvider time, Func<IConnection, IConnectionHandler> accept)
    : ChannelHandlerAdapter, IConnection
{
    /// <summary>How long a peer may take to read our last bytes.</summary>
    private static readonly TimeSpan CloseDeadline = TimeSpan.FromSeconds(5);

    /// <summary>How long what a peer still sends is read and thrown away, until it closes as well. By the real clock: it is about sockets.</summary>
    private static readonly TimeSpan LingerDeadline = TimeSpan.FromSeconds(2);

    /// <summary>How many connections may do so at once in this process: who is above this is closed at once.</summary>
    private const int MaxLingering = 1_000;

    private static int s_lingering;

    private IChannelHandlerContext? _context;
    private IEventExecutor? _executor;
    private IConnectionHandler? _handler;
    private TlsHandler? _tls;
    private Exception? _cause;
    private bool _isClosing;
    private bool _isServed;

    public long Id { get; } = id;
    public IPEndPoint RemoteEndPoint { get; private set; } = new(IPAddress.None, 0);
    public TlsSession? Tls { get; private set; }
    public bool IsWritable => _context!.Channel.IsWritable;
    public bool IsOpen => !_isClosing && _context!.Channel.Active;
    public bool IsOnLoop => Executor.InEventLoop;

    // It never changes, and the context looks for it in the channel each time.
    internal IEventExecutor Executor => _executor ??= _context!.Executor;

    public override void HandlerAdded(IChannelHandlerContext context) => _context = context;

    public override void ChannelActive(IChannelHandlerContext context)
    {
        if (context.Channel.RemoteAddress is not IPEndPoint remote)
        {
            Abort(); // it has gone already
            return;
        }
        RemoteEndPoint = Unmap(remote);
        _handler = accept(this);
        _handler.OnOpened();
        _isServed = !_isClosing;
        if (directTls is not null && !_isClosing)
            StartTls(directTls);
    }

    public override void ChannelRead(IChannelHandlerContext context, object message)
    {
        var buffer = (IByteBuffer)message;
        try
        {
            Received(buffer.Array.AsSpan(buffer.ArrayOffset + buffer.ReaderIndex, buffer.ReadableBytes));
        }
        finally
        {
            buffer.Release();
        }
    }

    public override void ChannelWritabilityChanged(IChannelHandlerContext context)
    {
        if (!_isClosing)
            _handler?.OnWritabilityChanged();
    }

    public override void ChannelInactive(IChannelHandlerContext context)
    {
        _isClosing = true;
        HasClosed();
    }

    public override void ExceptionCaught(IChannelHandlerContext context, Exception exception) => Fail(exception);

    public void Post(Action<object> work, object state) => Executor.Execute(work, state);

    public void Write(ReadOnlyMemory<byte> bytes)
    {
        if (_isClosing)
            return;
        if (_tls is not null)
        {
            if (_tls.IsEstablished)
                _tls.Write(bytes);
            return; // there is no channel for words while the handshake runs
        }
        var copy = _context!.Allocator.Buffer(bytes.Length);
        bytes.Span.CopyTo(copy.Array.AsSpan(copy.ArrayOffset + copy.WriterIndex));
        copy.SetWriterIndex(copy.WriterIndex + bytes.Length);
        _ = _context.WriteAsync(copy); // a failed write closes the channel, which is where it is noticed
    }

    public void Flush() => _context!.Flush();

    public void StartTls(TlsSettings settings)
    {
        _tls = new TlsHandler(settings, time);
        _context!.Channel.Pipeline.AddFirst("tls", _tls);
    }

    public void PauseReading()
    {
        _tls?.Pause();
        _context!.Channel.Configuration.AutoRead = false;
    }

    public void ResumeReading()
    {
        _context!.Channel.Configuration.AutoRead = true;
        _tls?.Resume(_context);
    }

    public void Close()
    {
        if (_isClosing)
            return;
        if (_tls is { IsEstablished: false } || (directTls is not null && _tls is null))
        {
            Abort();
            return;
        }
        _isClosing = true;
        _tls?.SendCloseNotify();
        // An empty write completes when everything before it has been sent.
        var sent = _context!.WriteAndFlushAsync(Unpooled.Empty);
        _ = CloseWhenSentAsync(sent);
    }

    public void Abort()
    {
        _isClosing = true;
        _ = _context!.CloseAsync();
    }

    internal void Received(ReadOnlySpan<byte> bytes)
    {
        if (!_isClosing)
            _handler?.OnBytes(bytes);
    }

    internal void Secured(TlsSession session)
    {
        Tls = session;
        _handler?.OnSecured();
    }

    internal void PeerClosed()
    {
        if (!_isClosing)
            Abort();
    }

    internal void Fail(Exception cause)
    {
        _cause ??= cause;
        Abort();
    }

    private async Task CloseWhenSentAsync(Task sent)
    {
        await sent.WaitAsync(CloseDeadline, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (sent.IsCompletedSuccessfully)
            await LingerAsync().ConfigureAwait(false);
        await _context!.CloseAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    // A socket that is closed with octets unread resets the connection (RFC 1122 §4.2.2.13), and the peer's
    // system throws away what it had not read yet: the very error that was to tell it why. So our side ends first.
    private async Task LingerAsync()
    {
        var channel = (EpollChannel)_context!.Channel;
        try
        {
            // Those who are refused on arrival are not limited any more: however many they are, half of the places is for others.
            if (Interlocked.Increment(ref s_lingering) > (_isServed ? MaxLingering : MaxLingering / 2))
                return;
            _context.Executor.Execute(static state => ((ConnectionChannelHandler)state!).ReadToTheEnd(), this);
            await channel.CloseCompletion.WaitAsync(LingerDeadline).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            Interlocked.Decrement(ref s_lingering);
        }
    }

    // For those above it is over.
    private void ReadToTheEnd()
    {
        ((EpollChannel)_context!.Channel).EndOutput();
        ResumeReading();
        HasClosed();
    }

    private void HasClosed()
    {
        var handler = _handler;
        _handler = null;
        handler?.OnClosed(_cause);
    }

    // A dual-stack socket shows IPv4 peers as ::ffff:a.b.c.d; limits and logs speak of a.b.c.d.
    private static IPEndPoint Unmap(IPEndPoint peer) =>
        peer.Address.IsIPv4MappedToIPv6 ? new IPEndPoint(peer.Address.MapToIPv4(), peer.Port) : peer;
}
