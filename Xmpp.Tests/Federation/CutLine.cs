using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Xmpp.Tests.Federation;

/// <summary>A line between two servers that a test can cut, or let fall silent.</summary>
internal sealed class CutLine : IDisposable
{
    private readonly ConcurrentDictionary<Socket, byte> _open = new();
    private readonly CancellationTokenSource _end = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _target;
    private volatile bool _isSilent;
    private int _connections;

    public CutLine(IPEndPoint? target)
    {
        _target = target ?? throw new ArgumentNullException(nameof(target));
        _listener.Start();
        _ = AcceptAsync();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Connections that were made through it.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Ends every connection at once; what is on its way is lost.</summary>
    public void Cut()
    {
        foreach (var socket in _open.Keys)
        {
            try
            {
                socket.LingerState = new LingerOption(true, 0);
                socket.Dispose();
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException)
            {
                // One of the two servers was faster.
            }
        }
        _open.Clear();
    }

    /// <summary>Connections stay, and nothing goes through any more.</summary>
    public void FallSilent() => _isSilent = true;

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        Cut();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var inner = await _listener.AcceptSocketAsync(_end.Token);
                Interlocked.Increment(ref _connections);
                var outer = new Socket(_target.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
                await outer.ConnectAsync(_target, _end.Token);
                _open[inner] = _open[outer] = 0;
                _ = CopyAsync(inner, outer);
                _ = CopyAsync(outer, inner);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task CopyAsync(Socket from, Socket to)
    {
        var buffer = new byte[4096];
        try
        {
            while (await from.ReceiveAsync(buffer, _end.Token) is > 0 and var read)
            {
                if (!_isSilent)
                    await to.SendAsync(buffer.AsMemory(0, read), _end.Token);
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            to.Dispose();
        }
    }
}
