using System.ComponentModel;
using System.Net;
using System.Net.Sockets;

namespace Xmpp.Server.Transport;

/// <summary>Opens TCP connections to others.</summary>
internal static class TcpConnector
{
    /// <summary>Connects; the handler's <see cref="IConnectionHandler.OnOpened"/> comes on the connection's loop.</summary>
    /// <param name="endPoint">Where to.</param>
    /// <param name="loops">Shared with the listeners.</param>
    /// <param name="directTls">TLS from the first octet (XEP-0368), or null.</param>
    /// <param name="timeout">For TCP's own handshake.</param>
    /// <param name="deadAfter">Data that the peer's TCP does not take for so long ends the connection.</param>
    /// <param name="time">For deadlines.</param>
    /// <param name="accept">Called on the new connection's loop.</param>
    /// <exception cref="IOException">Nobody answers, or nobody is there.</exception>
    public static async Task ConnectAsync(
        IPEndPoint endPoint, EventLoops loops, TlsSettings? directTls, TimeSpan timeout, TimeSpan deadAfter,
        TimeProvider time, Func<IConnection, IConnectionHandler> accept)
    {
        Socket? socket = null;
        using var patience = new CancellationTokenSource(timeout, time);
        try
        {
            socket = NewSocket(endPoint, deadAfter);
            await socket.ConnectAsync(endPoint, patience.Token).ConfigureAwait(false);
            _ = socket.RemoteEndPoint; // throws where it has gone again
            await loops.ServeAsync(
                socket, new ConnectionChannelHandler(TcpListener.NextConnectionId(), directTls, time, accept)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is Win32Exception or OperationCanceledException) // SocketException is one, too
        {
            socket?.Dispose();
            throw new IOException(e is Win32Exception ? e.Message : "TCP does not connect in time.", e);
        }
    }

    private static Socket NewSocket(IPEndPoint endPoint, TimeSpan deadAfter)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        DeadLine.Set(socket, deadAfter);
        return socket;
    }
}
