using System.Net.Sockets;

namespace Xmpp.Server.Transport;

/// <summary>When TCP gives a line up that takes no data (RFC 5482).</summary>
internal static class DeadLine
{
    internal const int TcpUserTimeout = 18; // Linux

    /// <summary>
    /// Cases S2S-11: a cut line shows after minutes, not after the quarter of an hour of TCP's retransmissions. What a
    /// listening socket accepts has its time, too.
    /// </summary>
    public static void Set(Socket socket, TimeSpan deadAfter)
    {
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(
                (int)ProtocolType.Tcp, TcpUserTimeout, BitConverter.GetBytes((int)deadAfter.TotalMilliseconds));
        }
    }
}
