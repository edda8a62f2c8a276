using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Commands.Checks;

/// <summary>Whether our own server runs already, which explains why its ports are taken.</summary>
internal static class RunningCheck
{
    public static async Task<ServerStatus?> FindAsync(ServerOptions options, CancellationToken ct)
    {
        var socket = ControlSocket.PathOf(options);
        if (!await ControlSocket.AnswersAsync(socket, ct))
            return null;
        await using var client = new ControlClient(socket);
        return await client.GetStatusAsync(ct);
    }
}
