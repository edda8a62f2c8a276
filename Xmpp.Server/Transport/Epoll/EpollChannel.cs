using System.Net;
using System.Net.Sockets;
using DotNetty.Transport.Channels;

namespace Xmpp.Server.Transport.Epoll;

/// <summary>
/// A connected TCP socket as a channel of DotNetty, read and written on its loop's own thread. The octets are taken when
/// they are there, so an idle connection holds no buffer.
/// </summary>
internal sealed class EpollChannel : AbstractChannel, IReadyHandler
{
    /// <summary>Reads in a row before others have their turn.</summary>
    private const int MaxReads = 4;

    private const int MaxBuffersPerWrite = 64;
    private const int MaxBytesPerWrite = 512 * 1024;

    private static readonly ChannelMetadata s_metadata = new(hasDisconnect: false, defaultMaxMessagesPerRead: MaxReads);

    private readonly Socket _socket;
    private EpollPoller? _poller;
    private long _token;
    private bool _isOpen = true;
    private bool _mayRead;
    private bool _mayEnd;
    private bool _wantsRead;
    private bool _isReading;
    private bool _isReadQueued;
    private bool _isFull;
    private bool _isWatchedForRoom;

    /// <param name="socket">Connected; the channel closes it.</param>
    public EpollChannel(Socket socket)
        : base(null)
    {
        _socket = socket;
        socket.Blocking = false;
        Configuration = new DefaultChannelConfiguration(this);
        CacheLocalAddress();
        CacheRemoteAddress();
    }

    // DotNetty's own asks the system for its network interfaces, which a service may be forbidden to do, and nobody reads it.
    protected override IChannelId NewId() => new EpollChannelId();

    public override IChannelConfiguration Configuration { get; }
    public override bool Open => _isOpen;
    public override bool Active => _isOpen;
    public override ChannelMetadata Metadata => s_metadata;
    protected override EndPoint LocalAddressInternal => _socket.LocalEndPoint!;
    protected override EndPoint RemoteAddressInternal => _socket.RemoteEndPoint!;

    /// <summary>Says that nothing more comes from us; the peer may go on. On the loop.</summary>
    public void EndOutput()
    {
        try
        {
            if (_isOpen)
                _socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The peer is gone already; reading will say so.
        }
    }

    void IReadyHandler.OnReady(ReadyEvents events)
    {
        try
        {
            Take(events);
        }
#pragma warning disable CA1031 // a bug ends this connection, not all of the loop
        catch (Exception e)
#pragma warning restore CA1031
        {
            Pipeline.FireExceptionCaught(e);
        }
    }

    void IReadyHandler.Close() => DoClose();

    private void Take(ReadyEvents events)
    {
        const ReadyEvents ends = ReadyEvents.PeerEnded | ReadyEvents.HungUp | ReadyEvents.Failed;
        if ((events & (ReadyEvents.Write | ReadyEvents.HungUp | ReadyEvents.Failed)) != 0 && _isFull)
        {
            _isFull = false;
            ((EpollUnsafe)Unsafe).WriteOn();
        }
        if ((events & (ReadyEvents.Read | ends)) == 0)
            return;
        _mayRead = true;
        _mayEnd |= (events & ends) != 0;
        if (_wantsRead)
            Read();
    }

    protected override IChannelUnsafe NewUnsafe() => new EpollUnsafe(this);

    protected override bool IsCompatible(IEventLoop eventLoop) => eventLoop is EventLoop;

    protected override void DoRegister()
    {
        _poller = ((EventLoop)EventLoop).Poller;
        _token = _poller.Add(this, _socket);
    }

    protected override void DoBind(EndPoint localAddress) => throw new NotSupportedException("It is connected already.");

    protected override void DoDisconnect() => DoClose();

    protected override void DoClose()
    {
        if (!_isOpen)
            return;
        _isOpen = false;
        _poller?.Remove(_token);
        _socket.Dispose();
    }

    protected override void DoBeginRead()
    {
        _wantsRead = true;
        if (!_mayRead || _isReading || _isReadQueued)
            return;
        // Not here: whoever asks for more is not ready for it before he has come back.
        _isReadQueued = true;
        EventLoop.Execute(static state => ((EpollChannel)state).ReadQueued(), this);
    }

    protected override void DoWrite(ChannelOutboundBuffer input)
    {
        while (input.Size > 0)
        {
            var buffers = input.GetSharedBufferList(MaxBuffersPerWrite, MaxBytesPerWrite);
            if (buffers.Count == 0)
            {
                input.Remove(); // an empty one, which marks an end
                continue;
            }
            SocketError error;
            int sent;
            try
            {
                sent = buffers.Count == 1
                    ? _socket.Send(buffers[0].AsSpan(), SocketFlags.None, out error)
                    : _socket.Send(buffers, SocketFlags.None, out error);
            }
            finally
            {
                buffers.Clear(); // it is shared by all channels of the thread
            }
            if (error == SocketError.WouldBlock)
            {
                _isFull = true;
                if (!_isWatchedForRoom)
                    _poller!.WatchForRoom(_token, _socket);
                _isWatchedForRoom = true;
                return;
            }
            if (error != SocketError.Success)
            {
                // The one time that the system says why; DotNetty would keep it to itself.
                var cause = new SocketException((int)error);
                Pipeline.FireExceptionCaught(cause);
                throw cause;
            }
            input.RemoveBytes(sent);
        }
    }

    private void ReadQueued()
    {
        _isReadQueued = false;
        if (_wantsRead && _mayRead && _isOpen)
            Read();
    }

    private new void Read()
    {
        var size = Unsafe.RecvBufAllocHandle;
        size.Reset(Configuration);
        var hasEnded = false;
        _isReading = true;
        try
        {
            for (var i = 0; i < MaxReads && _mayRead && _isOpen && !hasEnded && (i == 0 || Configuration.AutoRead); i++)
                hasEnded = !ReadOnce(size);
            _wantsRead = false;
            size.ReadComplete();
            Pipeline.FireChannelReadComplete(); // asks for more unless reading is paused
        }
        finally
        {
            _isReading = false;
        }
        if (hasEnded && _isOpen)
            _ = Unsafe.CloseAsync();
        else if (_wantsRead && _isOpen)
            DoBeginRead();
    }

    /// <summary>False at the end of what the peer sends.</summary>
    private bool ReadOnce(IRecvByteBufAllocatorHandle size)
    {
        var buffer = size.Allocate(Configuration.Allocator);
        var room = buffer.WritableBytes;
        var count = _socket.Receive(
            buffer.Array.AsSpan(buffer.ArrayOffset + buffer.WriterIndex, room), SocketFlags.None, out var error);
        if (error == SocketError.Success && count > 0)
        {
            // Less than there was room for is all that there was; what comes from now on is told anew (man 7 epoll).
            _mayRead = _mayEnd || count == room;
            buffer.SetWriterIndex(buffer.WriterIndex + count);
            size.LastBytesRead = count;
            size.IncMessagesRead(1);
            Pipeline.FireChannelRead(buffer);
            return true;
        }
        buffer.Release();
        if (error == SocketError.WouldBlock)
        {
            _mayRead = false;
            return true;
        }
        if (error != SocketError.Success)
            Pipeline.FireExceptionCaught(new SocketException((int)error));
        return false;
    }

    private sealed class EpollUnsafe(EpollChannel owner) : AbstractUnsafe(owner)
    {
        public override Task ConnectAsync(EndPoint remoteAddress, EndPoint localAddress) =>
            throw new NotSupportedException("It is connected already.");

        public void WriteOn() => base.Flush0();

        protected override void Flush0()
        {
            if (!owner._isFull)
                base.Flush0();
        }
    }
}
