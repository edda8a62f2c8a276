using System.Collections.Concurrent;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Accounts;

/// <summary>
/// Which accounts have been disabled, deleted or given another password, in order: what was proved before is worth nothing
/// any more (cases AUTH-17). Sessions are found in the directory and ended; a stream that has logged in and not bound yet is
/// in none, and asks here when it binds.
/// </summary>
/// <param name="capacity">So many are remembered by name; then whoever has proved something before has to do it again.</param>
internal sealed class AccountChanges(int capacity = 10_000)
{
    private readonly ConcurrentDictionary<Jid, long> _last = new();
    private long _number;
    private long _forgotten;

    /// <summary>A point in that order, to be taken before anything is read of the account.</summary>
    public long Moment => Interlocked.Read(ref _number);

    /// <summary>To be called when the change is stored and before sessions are looked for.</summary>
    /// <param name="account">Bare JID.</param>
    public void Note(Jid account)
    {
        var number = Interlocked.Increment(ref _number);
        if (_last.Count >= capacity)
        {
            Interlocked.Exchange(ref _forgotten, number);
            _last.Clear();
        }
        _last[account] = number;
    }

    /// <summary>Whether the account has changed since, or may have.</summary>
    public bool IsChangedSince(Jid account, long moment) =>
        moment < Interlocked.Read(ref _forgotten) || (_last.TryGetValue(account, out var last) && last > moment);
}
