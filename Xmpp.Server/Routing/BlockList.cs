using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>Whom an account has blocked (XEP-0191), as the stanza path reads it: immutable, swapped whole.</summary>
internal sealed class BlockList
{
    public static readonly BlockList Empty = new(null, []);

    private readonly Jid? _owner;
    private readonly HashSet<Jid> _addresses;
    private readonly HashSet<string> _domains;

    private BlockList(Jid? owner, HashSet<Jid> addresses)
    {
        _owner = owner;
        _addresses = addresses;
        _domains = new HashSet<string>(
            addresses.Where(a => a.Local is null && a.IsBare).Select(a => a.Domain), StringComparer.Ordinal);
    }

    /// <param name="owner">The account (bare JID).</param>
    /// <param name="addresses">Bare and full JIDs, domains, domains with a resource.</param>
    public static BlockList Of(Jid owner, IEnumerable<Jid> addresses)
    {
        var set = addresses.ToHashSet();
        return set.Count == 0 ? Empty : new BlockList(owner, set);
    }

    public IReadOnlyCollection<Jid> Addresses => _addresses;

    public bool Contains(Jid address) => _addresses.Contains(address);

    /// <summary>
    /// XEP-0191 §6: true if the address, its bare JID or its domain is on the list. The account's own resources and its
    /// server are never blocked: a list that shut them out could not be changed any more (cases PRE-08).
    /// </summary>
    public bool Blocks(Jid address)
    {
        if (_owner is null || address.Bare == _owner)
            return false;
        if (address is { Local: null, IsBare: true } && address.Domain == _owner.Domain)
            return false;
        return _addresses.Contains(address)
            || (address.IsFull && _addresses.Contains(address.Bare))
            || _domains.Contains(address.Domain);
    }
}
