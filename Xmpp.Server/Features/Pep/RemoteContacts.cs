using System.Collections.Concurrent;
using System.Collections.Immutable;
using Xmpp.Server.Features.EntityCaps;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.Pep;

/// <summary>
/// Which resources of contacts elsewhere have shown an account that they are available, and with which capabilities. Kept
/// whether the account has a session or not: its nodes are there all the time.
/// </summary>
/// <param name="max">Resources of all accounts together; a new one beyond it takes the place of another.</param>
internal sealed class RemoteContacts(int max)
{
    private readonly ConcurrentDictionary<Jid, ImmutableDictionary<Jid, Known>> _byAccount = new();
    private readonly Lock _lock = new();
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes note of available presence; null unless the resource was not there before.</summary>
    public Arrival? Add(Jid account, Jid resource, Presence presence)
    {
        var caps = CapsKey.Of(presence, resource);
        lock (_lock)
        {
            var known = _byAccount.GetValueOrDefault(account, ImmutableDictionary<Jid, Known>.Empty);
            if (known.TryGetValue(resource, out var before))
            {
                _byAccount[account] = known.SetItem(resource, before with { Caps = caps });
                return null;
            }
            if (_count >= max)
            {
                MakeRoom(account, resource.Bare);
                known = _byAccount.GetValueOrDefault(account, ImmutableDictionary<Jid, Known>.Empty);
            }
            var arrival = new Arrival();
            _byAccount[account] = known.SetItem(resource, new Known(caps, arrival));
            _count++;
            return arrival;
        }
    }

    /// <summary>The resource, or every one of a bare JID, is gone.</summary>
    public void Remove(Jid account, Jid gone)
    {
        lock (_lock)
        {
            if (!_byAccount.TryGetValue(account, out var known))
                return;
            var left = gone.IsFull ? known.Remove(gone) : known.RemoveRange(known.Keys.Where(r => r.Bare == gone));
            _count -= known.Count - left.Count;
            if (left.IsEmpty)
                _byAccount.TryRemove(account, out _);
            else
                _byAccount[account] = left;
        }
    }

    // Who has many resources loses his own first, then the same account's others.
    private void MakeRoom(Jid account, Jid contact)
    {
        if (!_byAccount.TryGetValue(account, out var known))
            (account, known) = _byAccount.First();
        Remove(account, known.Keys.FirstOrDefault(resource => resource.Bare == contact) ?? known.Keys.First());
    }

    /// <summary>The resources of one contact that an account knows of.</summary>
    public IEnumerable<(Jid Resource, CapsKey? Caps, Arrival Arrival)> Of(Jid account, Jid contact)
    {
        if (!_byAccount.TryGetValue(account, out var known))
            yield break;
        foreach (var (resource, of) in known)
        {
            if (resource.Bare == contact)
                yield return (resource, of.Caps, of.Arrival);
        }
    }

    private readonly record struct Known(CapsKey? Caps, Arrival Arrival);
}
