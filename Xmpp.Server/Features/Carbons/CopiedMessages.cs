using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.Carbons;

/// <summary>
/// Which messages were copied, as far back as there is room: an error that answers one is copied, too (XEP-0280 §6.1).
/// A table of hashes in which a newer message takes the place of an older one; any thread.
/// </summary>
/// <param name="capacity">How many it holds at most.</param>
internal sealed class CopiedMessages(int capacity)
{
    private readonly ulong[] _marks = new ulong[capacity];

    /// <param name="account">Whose resources got copies.</param>
    /// <param name="peer">The other side, as the message named it.</param>
    /// <param name="id">The message's id; without one no answer can be told from another.</param>
    public void Add(Jid account, Jid peer, string? id)
    {
        if (id is null)
            return;
        var mark = MarkOf(account, peer, id);
        Volatile.Write(ref SlotOf(mark), mark);
    }

    /// <summary>The other side is the same bare JID: what was sent to that may be answered by any of its resources.</summary>
    public bool Contains(Jid account, Jid peer, string? id)
    {
        if (id is null)
            return false;
        var mark = MarkOf(account, peer, id);
        return Volatile.Read(ref SlotOf(mark)) == mark;
    }

    private ref ulong SlotOf(ulong mark) => ref _marks[mark % (ulong)_marks.Length];

    // Hashes of strings are keyed anew in each process, so nobody can aim at another's mark.
    private static ulong MarkOf(Jid account, Jid peer, string id) =>
        ((ulong)(uint)HashCode.Combine(account, peer.Bare, id) << 32) | (uint)HashCode.Combine(id, peer.Bare, account);
}
