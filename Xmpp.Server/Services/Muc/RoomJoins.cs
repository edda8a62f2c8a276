using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>How fast people come in (XEP-0045 §14.6): each is news for all who are there.</summary>
internal static class RoomJoins
{
    /// <summary>So many accounts are remembered before those are forgotten who may come in as often as anybody.</summary>
    private const int MaxRemembered = 500;

    /// <summary>
    /// Damped for the room, and for each account: who goes in and out as fast as he can would else keep all others out. Not
    /// for those who run the room: they must come in when it is flooded.
    /// </summary>
    public static bool TryCount(ref RoomState room, Jid from, RoomSurroundings at)
    {
        if (room.AffiliationOf(from) >= Affiliation.Admin)
            return true;
        var options = at.Options;
        if (!room.Entries.GetValueOrDefault(from.Bare).TryTake(at.Now, options.PresencesPerSecond, options.BurstPresences, out var own)
            || !room.Joins.TryTake(at.Now, options.JoinsPerSecond, options.BurstJoins, out var all))
        {
            return false;
        }
        room = room with
        {
            Joins = all,
            Entries = options.PresencesPerSecond == 0 ? room.Entries : With(room.Entries, from.Bare, own, at),
        };
        return true;
    }

    private static ImmutableDictionary<Jid, RateBucket> With(
        ImmutableDictionary<Jid, RateBucket> entries, Jid account, RateBucket bucket, RoomSurroundings at)
    {
        if (entries.Count >= MaxRemembered)
        {
            var full = TimeSpan.FromSeconds(at.Options.BurstPresences / (double)at.Options.PresencesPerSecond);
            entries = entries.RemoveRange(entries.Where(entry => at.Now - entry.Value.At >= full).Select(entry => entry.Key));
        }
        return entries.SetItem(account, bucket);
    }
}
