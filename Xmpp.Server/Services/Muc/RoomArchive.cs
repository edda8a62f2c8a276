using System.Collections.Immutable;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Archive;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Archive;

namespace Xmpp.Server.Services.Muc;

/// <summary>The messages that a room keeps (XEP-0313 §3.3.2, §6.1.2). The archive's owner is the room.</summary>
internal sealed class RoomArchive(IArchiveStore store, ArchiveIds ids, TimeProvider time, bool isEnabled, bool isSearchable = false)
{
    private long _lastId;

    public bool IsEnabled => isEnabled;

    /// <summary>Words can be searched for in what is kept (XEP-0431).</summary>
    public bool IsSearchable => isSearchable;

    /// <summary>
    /// A message on its way to all: with the room's id (XEP-0359), with its place in the history where it has one, and
    /// with the write that must be durable first where it is kept.
    /// </summary>
    public async ValueTask<(Message Message, HistoryEntry? Entry, Task? Write)> AddAsync(
        RoomState room, Message message, CancellationToken ct)
    {
        var owner = ArchiveKeys.OfJid(room.Jid);
        var isWorth = ArchiveRules.IsWorthKeeping(message) || RoomSubjects.IsChange(message);
        Task? write = null;
        long id;
        if (isEnabled && isWorth && room.Configuration.IsArchived)
        {
            var entry = new ArchiveEntry(message.From ?? room.Jid, message.Id, StoredStanza.Write(Kept(room, message)));
            var queued = store.Add(await store.OpenAsync(room.Jid, ct), entry)
                ?? throw new InvalidOperationException("The archive of a room was closed while it was in use.");
            (id, write) = (queued.Id, queued.Task);
        }
        else
        {
            id = NextId();
        }
        var text = ids.Write(id, owner);
        var sent = (Message)message.WithChild(StanzaIds.ToElement(text, room.Jid));
        var isHistory = isWorth && !RoomSubjects.IsChange(message);
        return (sent, isHistory ? new HistoryEntry(text, ArchiveTime.FromId(id), sent) : null, write);
    }

    /// <summary>What who enters is sent, after the room was loaded.</summary>
    public async Task<ImmutableList<HistoryEntry>> ReadHistoryAsync(RoomState room, RoomOptions options, CancellationToken ct)
    {
        var count = Math.Min(room.Configuration.HistoryLength, options.MaxHistory);
        if (!isEnabled || !room.Configuration.IsArchived || count == 0)
            return [];
        var page = await store.ReadAsync(room.Jid, new ArchiveQuery { IsFromEnd = true, MaxMessages = count }, ct);
        var owner = ArchiveKeys.OfJid(room.Jid);
        var history = ImmutableList.CreateBuilder<HistoryEntry>();
        foreach (var kept in page?.Messages ?? [])
        {
            if (!StoredStanza.TryRead(kept.Stanza, out var stanza) || stanza is not Message message || RoomSubjects.IsChange(message))
                continue;
            var id = ids.Write(kept.Id, owner);
            var shown = message.Without(child => child.Name == MucNames.UserX).WithChild(StanzaIds.ToElement(id, room.Jid));
            history.Add(new HistoryEntry(id, ArchiveTime.FromId(kept.Id), (Message)shown.WithSize(kept.Stanza.Length)));
        }
        return RoomHistory.Within(history.ToImmutable(), options.MaxHistoryBytes);
    }

    /// <summary>Puts another message in the place of one that is kept; false if there is none with that id.</summary>
    /// <param name="replace">The new one for the one that is kept, or null to leave it.</param>
    public async Task<bool> ReplaceAsync(RoomState room, string id, Func<Message, Message?> replace, CancellationToken ct)
    {
        if (!isEnabled || !ids.TryRead(id, ArchiveKeys.OfJid(room.Jid), out var number))
            return false;
        var page = await store.ReadAsync(room.Jid, new ArchiveQuery { Ids = [number] }, ct);
        if (page?.Messages is not [var kept] || !StoredStanza.TryRead(kept.Stanza, out var stanza) || stanza is not Message message
            || replace(message) is not { } replaced)
        {
            return false;
        }
        await store.ReplaceAsync(room.Jid, kept.Id, StoredStanza.Write(replaced), ct);
        return true;
    }

    /// <summary>Leaves nothing of a room that is no more.</summary>
    public Task ForgetAsync(Jid room, CancellationToken ct) => isEnabled ? store.EraseAsync(room, ct) : Task.CompletedTask;

    // XEP-0313 §6.1.2: who asks and may know it is told the real address; for others it is taken out again.
    private static Message Kept(RoomState room, Message message) =>
        message.From is { } from && room.Occupants.FindNick(from.Resource) is { } occupant
            ? (Message)message.WithChild(
                new MucItem(occupant.Affiliation, occupant.Role, occupant.Shown.FullJid).ToX([]))
            : message;

    private long NextId()
    {
        while (true)
        {
            var last = Volatile.Read(ref _lastId);
            var next = Math.Max(last + 1, ArchiveTime.ToId(time.GetUtcNow()));
            if (Interlocked.CompareExchange(ref _lastId, next, last) == last)
                return next;
        }
    }
}
