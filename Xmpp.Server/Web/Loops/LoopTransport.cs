using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Web.Loops;

/// <summary>
/// Kestrel's connections on the loops that serve everybody else. With its own sockets a message by WebSocket changes threads four
/// times, and that costs more than all the rest that HTTP adds.
/// </summary>
/// <param name="loops">Of the server.</param>
/// <param name="tls">On each <see cref="HttpsEndPoint"/>.</param>
/// <param name="limit">Connections of one address.</param>
/// <param name="time">For deadlines.</param>
/// <param name="pool">Where the pipes' memory is from.</param>
internal sealed class LoopTransport(
    EventLoops loops, TlsServerSettings tls, WebConnectionLimit limit, TimeProvider time, MemoryPool<byte> pool)
    : IConnectionListenerFactory
{
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        try
        {
            return new ValueTask<IConnectionListener>(new LoopListener(
                (IPEndPoint)endpoint, loops, endpoint is HttpsEndPoint ? tls : null, limit, time, pool));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            throw new AddressInUseException(e.Message, e);
        }
    }
}
