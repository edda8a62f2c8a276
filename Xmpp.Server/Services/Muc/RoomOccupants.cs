using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.Muc;

/// <summary>Who is in a room; a value that never changes. The lists for a fan-out are made once.</summary>
internal sealed class RoomOccupants
{
    public static readonly RoomOccupants None = new(
        ImmutableDictionary<string, Occupant>.Empty.WithComparers(StringComparer.Ordinal), ImmutableDictionary<Jid, string>.Empty);

    private readonly ImmutableDictionary<string, Occupant> _byKey;
    private readonly ImmutableDictionary<Jid, string> _keys;
    private ImmutableArray<Jid> _everyone;
    private ImmutableArray<Jid> _moderators;
    private ImmutableArray<Jid> _others;

    private RoomOccupants(ImmutableDictionary<string, Occupant> byKey, ImmutableDictionary<Jid, string> keys)
    {
        _byKey = byKey;
        _keys = keys;
    }

    public int Count => _byKey.Count;
    public bool IsEmpty => _byKey.IsEmpty;
    public int Sessions => _keys.Count;
    public IEnumerable<Occupant> All => _byKey.Values;

    /// <summary>Every device of everybody.</summary>
    public ImmutableArray<Jid> Everyone => Made(ref _everyone, static _ => true);

    public ImmutableArray<Jid> Moderators => Made(ref _moderators, static o => o.Role == Role.Moderator);

    /// <summary>Every device of those who are no moderators.</summary>
    public ImmutableArray<Jid> Others => Made(ref _others, static o => o.Role != Role.Moderator);

    /// <summary>Whose device it is, or null.</summary>
    public Occupant? Find(Jid fullJid) => _keys.TryGetValue(fullJid, out var key) ? _byKey[key] : null;

    /// <summary>Who has the nickname, however it is spelt; or null.</summary>
    public Occupant? FindNick(string? nick) => nick is not null && NickRules.KeyOf(nick) is { } key ? FindKey(key) : null;

    public Occupant? FindKey(string key) => _byKey.GetValueOrDefault(key);

    /// <summary>All nicknames of an account.</summary>
    public IEnumerable<Occupant> Of(Jid account) => _byKey.Values.Where(o => o.Account == account);

    /// <summary>With the occupant as he is now; his devices are those that he has now.</summary>
    public RoomOccupants With(Occupant occupant)
    {
        var keys = _keys;
        if (_byKey.TryGetValue(occupant.Key, out var before))
        {
            // Whoever speaks is counted: the lists stay as they are.
            if (before.Sessions == occupant.Sessions && before.Role == occupant.Role)
            {
                return new RoomOccupants(_byKey.SetItem(occupant.Key, occupant), keys)
                {
                    _everyone = _everyone,
                    _moderators = _moderators,
                    _others = _others,
                };
            }
            foreach (var session in before.Sessions)
            {
                if (occupant.Find(session.FullJid) is null)
                    keys = keys.Remove(session.FullJid);
            }
        }
        foreach (var session in occupant.Sessions)
            keys = keys.SetItem(session.FullJid, occupant.Key);
        return new RoomOccupants(_byKey.SetItem(occupant.Key, occupant), keys);
    }

    public RoomOccupants Without(Occupant occupant) => new(
        _byKey.Remove(occupant.Key), _keys.RemoveRange(occupant.Sessions.Select(session => session.FullJid)));

    private ImmutableArray<Jid> Made(ref ImmutableArray<Jid> list, Func<Occupant, bool> isIn)
    {
        if (list.IsDefault)
            list = [.. _byKey.Values.Where(isIn).SelectMany(o => o.Sessions.Select(s => s.FullJid))];
        return list;
    }
}
