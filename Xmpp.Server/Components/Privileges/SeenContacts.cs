using System.Security.Cryptography;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Components.Privileges;

/// <summary>
/// Which resources elsewhere have shown themselves to accounts here, so that a component is told of each once (XEP-0356
/// §8 rule 2), and of all when it connects later (rule 1). Used under a lock.
/// </summary>
/// <param name="max">Pairs of an account and a resource.</param>
/// <param name="maxResources">Of one contact: else one could leave no room for the others.</param>
/// <param name="maxBytes">Of a presence that is kept; of a larger one only its digest.</param>
internal sealed class SeenContacts(int max, int maxResources, int maxBytes)
{
    private readonly Dictionary<Jid, Dictionary<Jid, Seen>> _byContact = [];
    private int _pairs;

    /// <summary>Takes note of available presence; true if the component does not have it yet.</summary>
    public bool Add(Jid account, Presence presence, Jid resource)
    {
        if (!_byContact.TryGetValue(resource.Bare, out var resources))
            resources = [];
        if (!resources.TryGetValue(resource, out var seen))
        {
            if (resources.Count >= maxResources)
                return false;
            seen = new Seen();
        }
        if (!seen.Accounts.Contains(account))
        {
            if (_pairs >= max)
                return false;
            seen.Accounts.Add(account);
            _pairs++;
        }
        _byContact[resource.Bare] = resources;
        resources[resource] = seen;
        return presence.Size > maxBytes ? seen.ReplaceByDigest(Digest(presence)) : seen.Replace(presence);
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

    /// <summary>The last presence of each resource of a contact, where it was kept.</summary>
    public IEnumerable<Presence> PresencesOf(Jid contact) =>
        _byContact.TryGetValue(contact, out var resources) ? resources.Values.Select(seen => seen.Kept).OfType<Presence>() : [];

    // But for 'to'.
    private static bool IsSame(Presence a, Presence b) =>
        a.Id == b.Id && a.Lang == b.Lang && XNode.DeepEquals(Content(a), Content(b));

    private static XElement Content(Presence presence) => new("p", presence.Element.Nodes(), presence.Appended);

    private static string Digest(Presence presence)
    {
        var content = Content(presence);
        content.Add(new XAttribute("id", presence.Id ?? ""), new XAttribute("lang", presence.Lang ?? ""));
        return Convert.ToHexStringLower(SHA256.HashData(StanzaWriter.ToBytes(content)));
    }

    private sealed class Seen
    {
        private string? _digest;

        public Presence? Kept { get; private set; }
        public HashSet<Jid> Accounts { get; } = [];

        public bool Replace(Presence presence)
        {
            var isNew = Kept is null || !IsSame(Kept, presence);
            (Kept, _digest) = (presence, null);
            return isNew;
        }

        public bool ReplaceByDigest(string digest)
        {
            var isNew = _digest != digest;
            (Kept, _digest) = (null, digest);
            return isNew;
        }
    }
}
