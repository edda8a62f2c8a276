using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Commands.Control;

/// <summary>What the command line can do with rooms, in the running server or on its storage.</summary>
internal interface IRoomControl : IAsyncDisposable
{
    /// <summary>A page of a service's rooms behind the address <paramref name="after"/> empty for all services' first page.</summary>
    Task<IReadOnlyList<RoomLine>> ListRoomsAsync(string domain, string? after, int limit, CancellationToken ct);

    Task<RoomReply> ShowRoomAsync(Jid room, CancellationToken ct);
    Task<RoomReply> DestroyRoomAsync(Jid room, string? reason, CancellationToken ct);
    Task<RoomReply> GrantAsync(Jid room, Jid account, Affiliation affiliation, CancellationToken ct);
}
