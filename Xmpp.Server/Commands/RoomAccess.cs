using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Commands;

/// <summary>The way to the rooms: through the running server, so that their occupants are told, or on its storage.</summary>
internal static class RoomAccess
{
    public static async Task<IRoomControl> OpenAsync(ServerOptions options, CancellationToken ct)
    {
        var socket = ControlSocket.PathOf(options);
        if (await ControlSocket.AnswersAsync(socket, ct))
            return new ControlClient(socket);
        var host = await ServerHost.StartAsync(
            options, TimeProvider.System, NullLoggerFactory.Instance, ct, listens: false);
        if (host.RoomOperations is { } rooms)
            return new LocalRoomControl(rooms, host);
        await host.DisposeAsync();
        throw new CommandException("rooms are switched off (rooms.enabled)");
    }
}
