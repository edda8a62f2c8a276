using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Commands.Control;

/// <summary>The commands on the rooms of this process.</summary>
/// <param name="owner">Ends with this; null where the server goes on.</param>
internal sealed class LocalRoomControl(RoomOperations rooms, IAsyncDisposable? owner) : IRoomControl
{
    public async Task<IReadOnlyList<RoomLine>> ListRoomsAsync(string domain, string? after, int limit, CancellationToken ct) =>
        [.. (await rooms.ListAsync(domain, after, limit, ct)).Select(
            room => new RoomLine(room.Jid.ToString(), room.Name, room.IsListed))];

    public async Task<RoomReply> ShowRoomAsync(Jid room, CancellationToken ct) =>
        IsOurs(room) && await rooms.FindAsync(room) is { } found ? new RoomReply(true, DetailsOf(found)) : new RoomReply(false);

    public async Task<RoomReply> DestroyRoomAsync(Jid room, string? reason, CancellationToken ct) =>
        new(IsOurs(room) && await rooms.DestroyAsync(room, reason));

    public async Task<RoomReply> GrantAsync(Jid room, Jid account, Affiliation affiliation, CancellationToken ct) =>
        new(IsOurs(room) && await rooms.GrantAsync(room, account, affiliation));

    public ValueTask DisposeAsync() => owner?.DisposeAsync() ?? ValueTask.CompletedTask;

    private bool IsOurs(Jid room) => rooms.Domains.Contains(room.Domain);

    private static RoomDetails DetailsOf(RoomState room) => new(
        room.Jid.ToString(), room.Configuration.Name, room.Configuration.IsPersistent, room.Configuration.IsPublic,
        room.Configuration.IsMembersOnly, room.Occupants.Count, With(room, Affiliation.Owner), With(room, Affiliation.Admin),
        With(room, Affiliation.Member).Count, With(room, Affiliation.Outcast).Count);

    private static List<string> With(RoomState room, Affiliation affiliation) =>
        [.. room.Affiliations.Values.Where(a => a.Affiliation == affiliation).Select(a => a.Jid.ToString()).Order(StringComparer.Ordinal)];
}
