using System.Net;
using System.Net.Sockets;
using Xmpp.Server.Transport.Epoll;

namespace Xmpp.Server.Transport;

/// <summary>Accepts TCP connections on one address and hands each to a new <see cref="IConnectionHandler"/>.</summary>
internal sealed class TcpListener : IReadyHandler
{
    private const int Backlog = 1024;
    private const int MaxAccepts = 64;

    /// <summary>Where a connection cannot be accepted, most likely all descriptors are in use: others have to go first.</summary>
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromMilliseconds(200);

    private static long s_lastConnectionId;

    private readonly Socket _socket;
    private readonly EventLoops _loops;
    private readonly EventLoop _loop;
    private readonly Func<ConnectionChannelHandler> _newHandler;
    private long _token;
    private bool _isPaused;
    private bool _isStopped;

    private TcpListener(Socket socket, EventLoops loops, Func<ConnectionChannelHandler> newHandler)
    {
        _socket = socket;
        _loops = loops;
        _loop = (EventLoop)loops.Acceptor.GetNext();
        _newHandler = newHandler;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _loop.Execute(static state => ((TcpListener)state).Watch(), this);
    }

    /// <summary>The address and the port, which the system chose if 0 was asked for.</summary>
    public IPEndPoint LocalEndPoint { get; }

    /// <summary>Unique in this process, whoever has opened the connection.</summary>
    internal static long NextConnectionId() => Interlocked.Increment(ref s_lastConnectionId);

    /// <param name="endPoint">Where to listen; port 0 lets the system choose.</param>
    /// <param name="loops">Shared by all listeners.</param>
    /// <param name="directTls">TLS from the first byte (XEP-0368), or null for STARTTLS or clear.</param>
    /// <param name="time">For deadlines.</param>
    /// <param name="accept">Called on the new connection's loop.</param>
    /// <param name="deadAfter">Data that a peer's TCP does not take for so long ends its connection; null: as the system has it.</param>
    /// <exception cref="SocketException">The address is taken or not ours.</exception>
    public static TcpListener Start(
        IPEndPoint endPoint,
        EventLoops loops,
        TlsServerSettings? directTls,
        TimeProvider time,
        Func<IConnection, IConnectionHandler> accept,
        TimeSpan? deadAfter = null)
    {
        var socket = NewSocket(endPoint, deadAfter);
        try
        {
            // Not ReuseAddress: .NET makes SO_REUSEPORT of it, too, and two servers would share the port unnoticed.
            socket.Bind(endPoint);
            socket.Listen(Backlog);
            socket.Blocking = false;
            return new TcpListener(
                socket, loops, () => new ConnectionChannelHandler(NextConnectionId(), directTls, time, accept));
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    // "Any" is one socket for both families.
    internal static Socket NewSocket(IPEndPoint endPoint, TimeSpan? deadAfter)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (endPoint.Address.Equals(IPAddress.IPv6Any))
            socket.DualMode = true;
        if (deadAfter is { } time)
            DeadLine.Set(socket, time);
        return socket;
    }

    /// <summary>Accepts no more; connections that exist stay.</summary>
    public Task StopAsync()
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _loop.Execute(() =>
        {
            Stop();
            stopped.SetResult();
        });
        return stopped.Task;
    }

    void IReadyHandler.OnReady(ReadyEvents events)
    {
        if (!_isPaused)
            Accept();
    }

    void IReadyHandler.Close() => Stop();

    private void Watch() => _token = _loop.Poller.Add(this, _socket);

    private void Stop()
    {
        _isStopped = true;
        _loop.Poller.Remove(_token);
        _socket.Dispose();
    }

    private void Accept()
    {
        _isPaused = false;
        if (_isStopped)
            return;
        try
        {
            // .NET says by an exception that nobody is there, which costs more than to ask first.
            for (var i = 0; i < MaxAccepts; i++)
            {
                if (!_socket.Poll(TimeSpan.Zero, SelectMode.SelectRead))
                    return;
                Serve(_socket.Accept());
            }
            _loop.Execute(static state => ((TcpListener)state).Accept(), this); // behind the other listeners
        }
        catch (SocketException)
        {
            _isPaused = true;
            _ = _loop.Schedule(static state => ((TcpListener)state).Accept(), this, s_pauseAfterFailure);
        }
    }

    private void Serve(Socket socket)
    {
        try
        {
            _ = _loops.ServeAsync(socket, _newHandler());
        }
        catch (SocketException)
        {
            socket.Dispose(); // whoever it was has gone already
        }
    }
}
