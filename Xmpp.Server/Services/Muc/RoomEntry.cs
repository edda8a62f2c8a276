using System.Collections.Immutable;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Entering a room (XEP-0045 §7.2), which makes it where there is none (§10.1).</summary>
internal static class RoomEntry
{
    /// <param name="presence">Available, with the element of §7.2.1, to room@service/nick.</param>
    public static RoomOutcome Enter(RoomState room, Presence presence, Jid from, Jid to, RoomSurroundings at)
    {
        if (to.Resource is not { } nick)
            return RoomOutcome.Refused(room, StanzaError.JidMalformed); // §7.2.1
        if (!NickRules.TryKey(nick, at.Options.NickLength, out var key))
            return RoomOutcome.Refused(room, StanzaError.NotAcceptable); // §17.1; cases MUC-06
        if (presence.Size > at.Options.PresenceBytes)
            return RoomOutcome.Refused(room, StanzaError.PolicyViolation);
        if (!room.Exists)
            return at.MayCreate ? Create(room, presence, from, to, key, at) : RoomOutcome.Refused(room, StanzaError.NotAllowed);
        if (room.Occupants.Find(from) is { } here)
        {
            if (!here.Presences.TryTake(at.Now, at.Options.PresencesPerSecond, at.Options.BurstPresences, out var left))
                return RoomOutcome.Refused(room, StanzaError.ResourceConstraint); // §14.6
            here = here with { Presences = left };
            return here.Key == key && here.Nick == nick
                ? Again(room, here, presence, from, at)
                : OccupantPresence.ChangeNick(room, here, presence, from, to, key, at, resyncs: true);
        }
        if (Refusal(room, presence, from, key, at) is { } error)
            return RoomOutcome.Refused(room, error);
        if (!RoomJoins.TryCount(ref room, from, at))
            return RoomOutcome.Refused(room, StanzaError.ResourceConstraint);
        if (NickConflict(room, from.Bare, key) is { } conflict)
            return RoomOutcome.Refused(room, conflict);
        if (room.Occupants.Of(from.Bare).Sum(o => o.Sessions.Length) >= at.Options.MaxDevices)
            return RoomOutcome.Refused(room, StanzaError.ResourceConstraint);
        return room.Occupants.FindKey(key) is { } own
            ? AddDevice(room, own, presence, from, at)
            : Add(room, presence, from, to, key, [], at);
    }

    /// <summary>§7.2.5 to §7.2.10, the ban first (cases MUC-07); null for who may come in.</summary>
    internal static StanzaError? Refusal(RoomState room, Presence presence, Jid from, string key, RoomSurroundings at)
    {
        var affiliation = room.AffiliationOf(from);
        var configuration = room.Configuration;
        if (affiliation == Affiliation.Outcast)
            return StanzaError.Forbidden;
        if (room.IsLocked && affiliation < Affiliation.Owner)
            return StanzaError.ItemNotFound;
        if (configuration.IsMembersOnly && affiliation < Affiliation.Member)
            return StanzaError.RegistrationRequired;
        // The text is silent on members; those who run the room know the password or can change it.
        if (configuration.Password.Length > 0 && affiliation < Affiliation.Admin
            && presence.Child(MucNames.X)?.Element(MucNames.Password)?.Value != configuration.Password)
        {
            return StanzaError.NotAuthorized;
        }
        return Full(room, from.Bare, key, affiliation, at);
    }

    /// <summary>
    /// §7.2.9: those who run the room come in beyond the limit, some of them. One more device of an occupant is no other
    /// occupant; one more nickname is.
    /// </summary>
    internal static StanzaError? Full(RoomState room, Jid account, string key, Affiliation affiliation, RoomSurroundings at)
    {
        var max = room.Configuration.MaxOccupants > 0
            ? Math.Min(room.Configuration.MaxOccupants, at.Options.MaxOccupants)
            : at.Options.MaxOccupants;
        if (affiliation >= Affiliation.Admin)
            max += Math.Max(10, max / 10);
        return room.Occupants.Count >= max && room.Occupants.FindKey(key)?.Account != account
            ? StanzaError.ServiceUnavailable with { Type = StanzaErrorType.Wait }
            : null;
    }

    /// <summary>§7.2.8, §7.12: taken by somebody else who is there, or reserved for somebody else.</summary>
    internal static StanzaError? NickConflict(RoomState room, Jid account, string key) =>
        (room.Occupants.FindKey(key) is { } taken && taken.Account != account)
        || (room.ReservedBy(key) is { } owner && owner != account)
            ? StanzaError.Conflict
            : null;

    /// <summary>What who came in is sent behind the presence of the others: himself, history, subject (§7.1).</summary>
    internal static void Welcome(
        List<RoomSend> sends, RoomState room, Occupant occupant, Presence presence, Jid device, ImmutableArray<int> statuses,
        RoomSurroundings at)
    {
        RoomPresences.OfOthers(sends, room, occupant, device);
        var self = new PresenceChange(occupant, PresenceType.Available)
        {
            SelfStatuses = [.. statuses, .. EntryStatuses(room.Configuration)],
            Echo = presence.Id is { } id ? (device, id) : null,
        };
        RoomPresences.ToSelf(sends, room, self, [new OccupantSession(device, occupant.Presence)]);
        RoomHistory.Replay(sends, room, presence.Child(MucNames.X)?.Element(MucNames.History), device, at);
        sends.Add(new RoomSend(RoomSubjects.Current(room), device));
    }

    private static RoomOutcome Create(
        RoomState room, Presence presence, Jid from, Jid to, string key, RoomSurroundings at)
    {
        // §10.1.1 step 2: its creator owns it, and nobody else comes in before it is configured.
        var created = room with
        {
            Exists = true,
            IsLocked = true,
            Configuration = at.Options.NewRoom(),
        };
        created = created.With(new RoomAffiliation(from.Bare, Affiliation.Owner));
        return Add(created, presence, from, to, key, [MucStatus.Created], at);
    }

    private static RoomOutcome Add(
        RoomState room, Presence presence, Jid from, Jid to, string key, ImmutableArray<int> statuses, RoomSurroundings at)
    {
        var affiliation = room.AffiliationOf(from);
        var occupant = new Occupant(to, key, from.Bare, at.Ids.Of(room.Jid, from))
        {
            Affiliation = affiliation,
            Role = RoomRoles.OnEntry(room.Configuration, affiliation),
            Sessions = [new OccupantSession(from, RoomPresences.Cleaned(presence))],
        };
        room = room with { Occupants = room.Occupants.With(occupant) };
        var sends = new List<RoomSend>(room.Occupants.Count + 4);
        Welcome(sends, room, occupant, presence, from, statuses, at);
        RoomPresences.ToOthers(sends, room, new PresenceChange(occupant, PresenceType.Available));
        return RoomOutcome.Done(room, sends);
    }

    // §7.2.8: one more device of somebody who is there; for the others nothing is new (cases MUC-04).
    private static RoomOutcome AddDevice(
        RoomState room, Occupant occupant, Presence presence, Jid from, RoomSurroundings at)
    {
        occupant = occupant with
        {
            Sessions = occupant.Sessions.Add(new OccupantSession(from, RoomPresences.Cleaned(presence))),
        };
        room = room with { Occupants = room.Occupants.With(occupant) };
        var sends = new List<RoomSend>(room.Occupants.Count + 4);
        Welcome(sends, room, occupant, presence, from, [], at);
        return RoomOutcome.Done(room, sends);
    }

    // §7.2.1, §17.3 rule 3: a client that has lost track gets all of it again (cases MUC-12).
    private static RoomOutcome Again(RoomState room, Occupant occupant, Presence presence, Jid from, RoomSurroundings at)
    {
        var sends = new List<RoomSend>(room.Occupants.Count + 4);
        var isNews = OccupantPresence.TryUpdate(ref room, ref occupant, presence, from);
        Welcome(sends, room, occupant, presence, from, [], at);
        if (isNews)
        {
            var change = new PresenceChange(occupant, PresenceType.Available);
            RoomPresences.ToOthers(sends, room, change);
            RoomPresences.ToSelf(sends, room, change, occupant.Sessions.RemoveAll(s => s.FullJid == from));
        }
        return RoomOutcome.Done(room, sends);
    }

    private static IEnumerable<int> EntryStatuses(RoomConfiguration configuration)
    {
        if (configuration.IsNonAnonymous)
            yield return MucStatus.NonAnonymous; // §7.2.3: only in the first presence (cases MUC-15)
        if (configuration.IsLogged)
            yield return MucStatus.Logged; // §7.2.12
    }
}
