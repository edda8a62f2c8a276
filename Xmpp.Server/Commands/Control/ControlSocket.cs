using System.Net.Sockets;
using System.Text;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Commands.Control;

/// <summary>Where a running server hears the commands of its owner.</summary>
internal static class ControlSocket
{
    /// <summary>unix(7): sun_path holds 108 octets with the zero at the end.</summary>
    private const int MaxPathBytes = 107;

    public static string PathOf(ServerOptions options)
    {
        var path = Path.GetFullPath(Path.Combine(options.DataDirectory, "control.sock"));
        return Encoding.UTF8.GetByteCount(path) <= MaxPathBytes
            ? path
            : throw new CommandException(
                $"data_directory is too long: {path} is the name of a socket, which may have {MaxPathBytes} octets");
    }

    /// <summary>Whether a server answers; a socket file that a killed one left behind does not.</summary>
    public static async Task<bool> AnswersAsync(string path, CancellationToken ct)
    {
        if (!File.Exists(path))
            return false;
        using var socket = NewSocket();
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused or SocketError.AddressNotAvailable)
        {
            return false;
        }
    }

    public static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
}
