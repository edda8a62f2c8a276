using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>All that a room is, as a value: a request makes a new one or leaves it as it was.</summary>
/// <param name="Jid">room@service.</param>
internal sealed record RoomState(Jid Jid)
{
    private static readonly ImmutableDictionary<Jid, RoomAffiliation> s_nobody = ImmutableDictionary<Jid, RoomAffiliation>.Empty;

    /// <summary>False: there is no such room.</summary>
    public bool Exists { get; init; }

    /// <summary>Words can be searched for in its archive, where it has one (XEP-0431).</summary>
    public bool IsSearchable { get; init; }

    /// <summary>It waits for its first configuration (XEP-0045 §10.1.1).</summary>
    public bool IsLocked { get; init; }

    public RoomConfiguration Configuration { get; init; } = new();
    public ImmutableDictionary<Jid, RoomAffiliation> Affiliations { get; init; } = s_nobody;

    /// <summary>Whose the reserved nicknames are, by the form in which they are compared.</summary>
    public ImmutableDictionary<string, Jid> Reserved { get; private init; } = ImmutableDictionary<string, Jid>.Empty;

    public RoomSubject? Subject { get; init; }

    /// <summary>The vCard in UTF-8, or null.</summary>
    public byte[]? Card { get; init; }

    /// <summary>The hats that it has (XEP-0317), in the order in which they were made.</summary>
    public ImmutableList<RoomHat> Hats { get; init; } = [];

    /// <summary>The URIs of the hats that accounts wear.</summary>
    public ImmutableDictionary<Jid, ImmutableArray<string>> Wearers { get; init; } =
        ImmutableDictionary<Jid, ImmutableArray<string>>.Empty;

    public RoomOccupants Occupants { get; init; } = RoomOccupants.None;

    /// <summary>The oldest first.</summary>
    public ImmutableList<HistoryEntry> History { get; init; } = [];

    /// <summary>Accounts that were invited through the room lately: only they may decline (§7.8.2).</summary>
    public ImmutableHashSet<Jid> Invited { get; init; } = [];

    /// <summary>Accounts whose registration waits for those who run the room (§9.9).</summary>
    public ImmutableHashSet<Jid> Asking { get; init; } = [];

    public RateBucket Joins { get; init; }

    /// <summary>How often each account came in lately.</summary>
    public ImmutableDictionary<Jid, RateBucket> Entries { get; init; } = ImmutableDictionary<Jid, RateBucket>.Empty;

    /// <summary>When each account spoke last, in slow mode: who leaves and comes back, or has two nicknames, waits as well.</summary>
    public ImmutableDictionary<Jid, DateTimeOffset> Spoke { get; init; } = ImmutableDictionary<Jid, DateTimeOffset>.Empty;

    /// <summary>§9.2: the account's own entry counts before that of its domain, which only bans.</summary>
    public Affiliation AffiliationOf(Jid account)
    {
        if (Affiliations.TryGetValue(account.Bare, out var own))
            return own.Affiliation;
        return Affiliations.TryGetValue(Jid.Parse(account.Domain), out var all) && all.Affiliation == Affiliation.Outcast
            ? Affiliation.Outcast
            : Affiliation.None;
    }

    /// <summary>The account that has reserved a nickname (§7.10), or null.</summary>
    public Jid? ReservedBy(string key) => Reserved.GetValueOrDefault(key);

    /// <summary>With what is kept of somebody; nothing to keep leaves no entry.</summary>
    public RoomState With(RoomAffiliation entry)
    {
        var reserved = Reserved;
        if (Affiliations.GetValueOrDefault(entry.Jid)?.Nick is { } old && NickRules.KeyOf(old) is { } oldKey)
            reserved = reserved.Remove(oldKey);
        if (entry.Nick is { } nick && NickRules.KeyOf(nick) is { } key)
            reserved = reserved.SetItem(key, entry.Jid);
        return this with
        {
            Affiliations = entry.Affiliation == Affiliation.None
                ? Affiliations.Remove(entry.Jid)
                : Affiliations.SetItem(entry.Jid, entry),
            Reserved = reserved,
        };
    }

    public int Owners => Affiliations.Values.Count(a => a.Affiliation == Affiliation.Owner);

    public bool IsMember(Jid account) => AffiliationOf(account) >= Affiliation.Member;

    /// <summary>§7.2.3, §7.2.4: real addresses are for moderators, or for all.</summary>
    public bool ShowsJidsTo(Occupant occupant) => Configuration.IsNonAnonymous || occupant.Role == Role.Moderator;

    /// <summary>muc#roomconfig_presencebroadcast.</summary>
    public bool Broadcasts(Role role) => Configuration.PresenceBroadcast.Contains(role.ToText());

    /// <summary>Nothing of it is left.</summary>
    public RoomState Gone() => new(Jid);

    public StoredRoom ToStored() => new(Jid, Configuration, Subject, Card) { Hats = Hats };
}
