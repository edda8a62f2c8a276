using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Commands.Control;

/// <summary>The part of the control socket that is about rooms.</summary>
internal static class RoomEndpoint
{
    public static void Map(WebApplication web, IRoomControl rooms)
    {
        web.MapGet(ControlRoutes.Rooms, context => ControlEndpoint.WriteAsync(context, rooms.ListRoomsAsync(
            (string?)context.Request.Query["domain"] ?? "", context.Request.Query["after"], ControlEndpoint.LimitOf(context),
            context.RequestAborted)));
        Post(ControlRoutes.ShowRoom, (room, _, ct) => rooms.ShowRoomAsync(room, ct));
        Post(ControlRoutes.DestroyRoom, (room, request, ct) => rooms.DestroyRoomAsync(room, request.Reason, ct));
        Post(ControlRoutes.GrantRoom, (room, request, ct) =>
            Jid.TryParse(request.Account, out var account) && MucWords.ToAffiliation(request.Affiliation) is { } affiliation
                ? rooms.GrantAsync(room, account, affiliation, ct)
                : Task.FromResult(new RoomReply(false)));

        void Post(string route, Func<Jid, RoomCommandRequest, CancellationToken, Task<RoomReply>> command) =>
            web.MapPost(route, context => ControlEndpoint.WriteAsync(context, RunAsync(context, command)));
    }

    private static async Task<RoomReply> RunAsync(
        HttpContext context, Func<Jid, RoomCommandRequest, CancellationToken, Task<RoomReply>> command)
    {
        var request = await context.Request.ReadFromJsonAsync(ControlJson.Default.RoomCommandRequest, context.RequestAborted);
        return request is not null && Jid.TryParse(request.Jid, out var room)
            ? await command(room, request, context.RequestAborted)
            : new RoomReply(false);
    }
}
