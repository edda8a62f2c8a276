using System.Xml.Linq;
using Xmpp.Server.Features.Profiles;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Features.Invitations;

/// <summary>The rooms of an invitation: the new account is a member, and its clients join them (XEP-0402).</summary>
internal sealed class InvitationRooms(Func<RoomOperations?> rooms, BookmarkConversion? bookmarks)
{
    /// <summary>Whether it can be a room of this server.</summary>
    public bool IsOurs(Jid room) =>
        room is { Local: not null, IsBare: true } && rooms() is { } operations && operations.Domains.Contains(room.Domain);

    public async Task EnterAsync(Jid account, IReadOnlyList<Jid> named, CancellationToken ct)
    {
        if (rooms() is not { } operations)
            return;
        var storage = new XElement(BookmarkNames.Storage);
        foreach (var room in named)
        {
            if (!await operations.GrantAsync(room, account, Affiliation.Member))
                continue; // destroyed meanwhile
            storage.Add(new XElement(
                BookmarkNames.OldConference,
                new XAttribute(BookmarkNames.Jid, room.ToString()), new XAttribute(BookmarkNames.AutoJoin, "true")));
        }
        if (bookmarks is not null && storage.HasElements && await bookmarks.WriteAsync(account, storage, ct) is { } error)
            throw new InvalidOperationException($"The bookmarks could not be written: {error.Condition}");
    }
}
