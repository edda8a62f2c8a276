namespace Xmpp.Stanzas.Jids;

/// <summary>
/// Addresses that were parsed lately: the same 'to' comes with message after message, and finding it costs a hash.
/// </summary>
/// <remarks>
/// Pairs of slots, in which the newest address takes the first and moves the one before to the second; nothing is ever
/// counted or locked. The size is fixed, only short addresses in prepared form are kept, and .NET's string hash is
/// seeded at random, so nobody outside can choose which slots collide: at worst the cache does not help.
/// </remarks>
internal sealed class JidCache
{
    /// <summary>Longer addresses are rare and would make the bound on memory mean little.</summary>
    public const int MaxTextLength = 128;
    private readonly Jid?[] _slots;

    /// <param name="slotCount">A power of two, at least two.</param>
    public JidCache(int slotCount) => _slots = new Jid?[slotCount];

    public Jid? Find(string text, int hash)
    {
        var first = FirstOfPair(hash);
        var jid = Volatile.Read(ref _slots[first]);
        if (jid is not null && jid.Is(text, hash))
            return jid;
        jid = Volatile.Read(ref _slots[first + 1]);
        return jid is not null && jid.Is(text, hash) ? jid : null;
    }

    public void Add(Jid jid)
    {
        if (jid.ToString().Length > MaxTextLength)
            return;
        var first = FirstOfPair(jid.GetHashCode());
        Volatile.Write(ref _slots[first + 1], Volatile.Read(ref _slots[first]));
        Volatile.Write(ref _slots[first], jid);
    }

    private int FirstOfPair(int hash) => hash & (_slots.Length - 2);
}
