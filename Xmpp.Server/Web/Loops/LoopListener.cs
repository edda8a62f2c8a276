using System.Buffers;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Web.Loops;

/// <summary>One address of the web server.</summary>
internal sealed class LoopListener : IConnectionListener
{
    private readonly Channel<LoopContext> _accepted = Channel.CreateUnbounded<LoopContext>();
    private readonly TcpListener _listener;
    private Task? _stopped;

    /// <exception cref="System.Net.Sockets.SocketException">The address is taken or not ours.</exception>
    public LoopListener(
        IPEndPoint endPoint, EventLoops loops, TlsServerSettings? tls, WebConnectionLimit limit, TimeProvider time, MemoryPool<byte> pool)
    {
        Limit = limit;
        HasTls = tls is not null;
        _listener = TcpListener.Start(endPoint, loops, tls, time, connection => new LoopContext(connection, this, pool));
    }

    public EndPoint EndPoint => _listener.LocalEndPoint;

    /// <summary>Of all listeners together.</summary>
    public WebConnectionLimit Limit { get; }

    /// <summary>From the first octet.</summary>
    public bool HasTls { get; }

    /// <summary>Gives a connection to Kestrel; false if it takes no more.</summary>
    public bool TryOffer(LoopContext connection) => _accepted.Writer.TryWrite(connection);

    /// <summary>Null when there will be no more.</summary>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _accepted.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_accepted.Reader.TryRead(out var connection))
                return connection;
        }
        return null;
    }

    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        await (_stopped ??= _listener.StopAsync());
        _accepted.Writer.TryComplete();
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        while (_accepted.Reader.TryRead(out var connection))
            connection.Abort();
    }
}
