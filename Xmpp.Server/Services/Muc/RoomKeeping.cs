using System.Collections.Immutable;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>What of a room is on disk: the difference of two states, before anything is sent (cases MUC-17).</summary>
internal sealed class RoomKeeping(IRoomStore store, RoomArchive archive, RoomMetrics metrics, RoomOptions options)
{
    /// <summary>The room as it was left; one that does not exist where there is none.</summary>
    public async Task<RoomState> LoadAsync(Jid jid, CancellationToken ct)
    {
        if (await store.FindAsync(jid, ct) is not { } loaded)
            return new RoomState(jid) { IsSearchable = archive.IsSearchable };
        var room = new RoomState(jid)
        {
            Exists = true,
            IsSearchable = archive.IsSearchable,
            Configuration = loaded.Room.Configuration,
            Subject = loaded.Room.Subject,
            Card = loaded.Room.Card,
            Hats = loaded.Room.Hats,
            Wearers = loaded.Wearers.ToImmutableDictionary(wearer => wearer.Account, wearer => wearer.Hats),
        };
        room = loaded.Affiliations.Aggregate(room, static (state, entry) => state.With(entry));
        return room with { History = await archive.ReadHistoryAsync(room, options, ct) };
    }

    /// <summary>
    /// Stores what has changed. Gives the state, with the messages that went to all in its history, and what to send,
    /// with the room's ids.
    /// </summary>
    public async Task<(RoomState State, IReadOnlyList<RoomSend> Sends)> KeepAsync(
        RoomState before, RoomOutcome outcome, CancellationToken ct)
    {
        var after = archive.IsEnabled || !outcome.State.Configuration.IsArchived
            ? outcome.State
            : outcome.State with { Configuration = outcome.State.Configuration with { IsArchived = false } };
        // First, so that no room is ever without its rows and with its messages; at the beginning, what a temporary room
        // of that name has left in a crash.
        if (after.Exists != before.Exists)
            await archive.ForgetAsync(before.Jid, ct);
        List<Task>? writes = null;
        List<RoomSend>? stamped = null;
        for (var i = 0; i < outcome.Sends.Count; i++)
        {
            if (!outcome.Sends[i].IsForAll)
                continue;
            stamped ??= outcome.Sends.ToList();
            var (message, entry, write) = await archive.AddAsync(after, (Message)stamped[i].Stanza, ct);
            stamped[i] = stamped[i] with { Stanza = message };
            if (entry is not null)
                after = RoomHistory.With(after, entry, options);
            if (write is not null)
                (writes ??= []).Add(write);
            metrics.MessageSent();
        }
        if (SaveAsync(before, after, ct) is { } save)
            (writes ??= []).Add(save);
        if (writes is not null)
            await Task.WhenAll(writes);
        return (after, stamped ?? outcome.Sends);
    }

    private Task? SaveAsync(RoomState before, RoomState after, CancellationToken ct)
    {
        if (!IsKept(after))
            return IsKept(before) ? store.DeleteAsync(before.Jid, ct) : null;
        var wasKept = IsKept(before);
        if (wasKept && ReferenceEquals(before.Configuration, after.Configuration) && before.Subject == after.Subject
            && ReferenceEquals(before.Card, after.Card) && ReferenceEquals(before.Affiliations, after.Affiliations)
            && ReferenceEquals(before.Hats, after.Hats) && ReferenceEquals(before.Wearers, after.Wearers))
        {
            return null;
        }
        return store.SaveAsync(
            after.ToStored(),
            wasKept ? Changes(before, after) : [.. after.Affiliations.Values],
            WearerChanges(wasKept ? before.Wearers : ImmutableDictionary<Jid, ImmutableArray<string>>.Empty, after.Wearers),
            ct);
    }

    private static List<RoomAffiliation> Changes(RoomState before, RoomState after)
    {
        var changed = new List<RoomAffiliation>();
        if (ReferenceEquals(before.Affiliations, after.Affiliations))
            return changed;
        foreach (var (jid, entry) in after.Affiliations)
        {
            if (before.Affiliations.GetValueOrDefault(jid) != entry)
                changed.Add(entry);
        }
        foreach (var jid in before.Affiliations.Keys)
        {
            if (!after.Affiliations.ContainsKey(jid))
                changed.Add(new RoomAffiliation(jid, Affiliation.None));
        }
        return changed;
    }

    private static List<HatWearer> WearerChanges(
        ImmutableDictionary<Jid, ImmutableArray<string>> before, ImmutableDictionary<Jid, ImmutableArray<string>> after)
    {
        var changed = new List<HatWearer>();
        if (ReferenceEquals(before, after))
            return changed;
        foreach (var (account, hats) in after)
        {
            if (!before.TryGetValue(account, out var old) || old != hats)
                changed.Add(new HatWearer(account, hats));
        }
        foreach (var account in before.Keys)
        {
            if (!after.ContainsKey(account))
                changed.Add(new HatWearer(account, []));
        }
        return changed;
    }

    private static bool IsKept(RoomState room) => room is { Exists: true, IsLocked: false, Configuration.IsPersistent: true };
}
