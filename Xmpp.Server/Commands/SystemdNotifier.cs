using System.Net.Sockets;
using System.Text;

namespace Xmpp.Server.Commands;

/// <summary>Tells systemd how far the server is (sd_notify(3)); without systemd it does nothing.</summary>
/// <param name="socketPath">What NOTIFY_SOCKET holds; "@" at its beginning is Linux's abstract namespace.</param>
internal sealed class SystemdNotifier(string? socketPath)
{
    public const string Variable = "NOTIFY_SOCKET";

    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    public void Stopping() => Send("STOPPING=1\nSTATUS=Stopping");

    private void Send(string message)
    {
        if (string.IsNullOrEmpty(socketPath))
            return;
        var path = socketPath[0] == '@' ? '\0' + socketPath[1..] : socketPath;
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(path));
        socket.Send(Encoding.UTF8.GetBytes(message));
    }
}
