using System.Diagnostics.CodeAnalysis;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Archive;

/// <summary>
/// The accounts that were asked for last, at most about twice as many as the limit: when one half is full, the other,
/// which has not been asked for since, is dropped.
/// </summary>
internal sealed class ArchiveOwners(int limit)
{
    private Dictionary<Jid, ArchiveOwner> _young = [];
    private Dictionary<Jid, ArchiveOwner> _old = [];
    private long _lastId;

    /// <summary>Guards everything here, and the order in which ids are given out and writes are queued.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Counts the changes of what a load may have read before them.</summary>
    public long Changes { get; private set; }

    public bool TryFind(Jid account, [NotNullWhen(true)] out ArchiveOwner? owner)
    {
        lock (Gate)
        {
            if (_young.TryGetValue(account, out owner))
                return true;
            if (!_old.Remove(account, out owner))
                return false;
            Keep(owner);
            return true;
        }
    }

    /// <summary>Adds what was loaded, or gives the one that somebody else loaded; null if it may be out of date.</summary>
    public ArchiveOwner? Add(ArchiveOwner loaded, long changesBefore)
    {
        lock (Gate)
        {
            if (TryFind(loaded.Account, out var owner))
                return owner;
            if (changesBefore != Changes)
                return null;
            Keep(loaded);
            return loaded;
        }
    }

    public void SetPreferences(Jid account, ArchivePreferences preferences)
    {
        lock (Gate)
        {
            Changes++;
            if (TryFind(account, out var owner))
                owner.Preferences = preferences;
        }
    }

    /// <summary>Nothing more goes into the archive of whoever is known under that name now.</summary>
    public void Forget(Jid account)
    {
        lock (Gate)
        {
            Changes++;
            if (!TryFind(account, out var owner))
                return;
            owner.IsGone = true;
            _young.Remove(account);
        }
    }

    /// <summary>
    /// The next id: the time, and above every id before it, also when the clock stands or goes back. What an account has
    /// from a clock that was ahead once holds up that account only. The caller has the lock.
    /// </summary>
    public long NextId(ArchiveOwner owner, DateTimeOffset now)
    {
        _lastId = Math.Max(_lastId + 1, ArchiveTime.ToId(now));
        return owner.LastId = Math.Max(owner.LastId + 1, _lastId);
    }

    private void Keep(ArchiveOwner owner)
    {
        if (_young.Count >= limit)
            (_young, _old) = ([], _young);
        _young[owner.Account] = owner;
    }
}
