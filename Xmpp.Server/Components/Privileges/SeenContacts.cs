using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Components.Privileges;

/// <summary>
/// Which resources elsewhere have shown themselves to accounts here, so that a component is told of each once (XEP-0356
/// §8 rule 2), and of all when it connects later (rule 1). Used under a lock.
/// </summary>
/// <param name="max">Pairs of an account and a resource.</param>
internal sealed class SeenContacts(int max)
{
    private readonly Dictionary<Jid, Dictionary<Jid, Seen>> _byContact = [];
    private int _pairs;

    /// <summary>Takes note of available presence; true if the component does not have it yet.</summary>
    public bool Add(Jid account, Presence presence, Jid resource)
    {
        if (!_byContact.TryGetValue(resource.Bare, out var resources))
            resources = [];
        if (!resources.TryGetValue(resource, out var seen))
            seen = new Seen(presence);
        if (!seen.Accounts.Contains(account))
        {
            if (_pairs >= max)
                return false;
            seen.Accounts.Add(account);
            _pairs++;
        }
        _byContact[resource.Bare] = resources;
        var isNew = resources.TryAdd(resource, seen) || !IsSame(seen.Presence, presence);
        seen.Presence = presence;
        return isNew;
    }

    /// <summary>An account does not see a resource any more, or none of a bare JID's: those that nobody sees now.</summary>
    public IReadOnlyList<Jid> Remove(Jid account, Jid gone)
    {
        if (!_byContact.TryGetValue(gone.Bare, out var resources))
            return [];
        var unseen = new List<Jid>();
        foreach (var (resource, seen) in resources.ToList())
        {
            if ((gone.IsFull && resource != gone) || !seen.Accounts.Remove(account))
                continue;
            _pairs--;
            if (seen.Accounts.Count > 0)
                continue;
            resources.Remove(resource);
            unseen.Add(resource);
        }
        if (resources.Count == 0)
            _byContact.Remove(gone.Bare);
        return unseen;
    }

    public IReadOnlyList<Jid> Contacts => [.. _byContact.Keys];

    /// <summary>The last presence of each resource of a contact.</summary>
    public IEnumerable<Presence> PresencesOf(Jid contact) =>
        _byContact.TryGetValue(contact, out var resources) ? resources.Values.Select(seen => seen.Presence) : [];

    // But for 'to'.
    private static bool IsSame(Presence a, Presence b) =>
        a.Id == b.Id && a.Lang == b.Lang && XNode.DeepEquals(Content(a), Content(b));

    private static XElement Content(Presence presence) => new("p", presence.Element.Nodes(), presence.Appended);

    private sealed class Seen(Presence presence)
    {
        public Presence Presence { get; set; } = presence;
        public HashSet<Jid> Accounts { get; } = [];
    }
}
