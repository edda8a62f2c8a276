using System.Collections.Concurrent;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage;

/// <summary>
/// Accounts for which the database gave a certain answer a moment ago: that there is such an account, that it blocks nobody. A
/// message for somebody who is away asks both, and the answers came from the database each time. Only the one answer is kept.
/// </summary>
/// <param name="clock">For how long.</param>
internal sealed class RecentAnswers(TimeProvider clock)
{
    /// <summary>How long a change by another node of the same database may go unnoticed; our own is noticed at once.</summary>
    internal static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    /// <summary>Above it everything is forgotten, which costs one query for each account that is asked for again.</summary>
    internal const int MaxCount = 20_000;

    private readonly ConcurrentDictionary<Jid, long> _foundAt = new();
    private long _changes;

    /// <summary>To be taken before the database is asked, and given to <see cref="Add"/> with the answer.</summary>
    public long Moment => Volatile.Read(ref _changes);

    public bool Contains(Jid account) =>
        _foundAt.TryGetValue(account, out var foundAt) && clock.GetElapsedTime(foundAt) < Lifetime;

    /// <summary>Nothing is kept if an answer has changed since <paramref name="moment"/>: it may be this one.</summary>
    public void Add(Jid account, long moment)
    {
        if (_foundAt.Count >= MaxCount)
            _foundAt.Clear();
        _foundAt[account] = clock.GetTimestamp();
        if (Moment != moment)
            _foundAt.TryRemove(account, out _);
    }

    /// <summary>To be called when the change that makes it another answer is in the database.</summary>
    public void Remove(Jid account)
    {
        Interlocked.Increment(ref _changes);
        _foundAt.TryRemove(account, out _);
    }
}
