using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Sessions;

/// <summary>
/// Accounts to which older messages are just being brought: those that a session which is over did not get, or those that
/// waited for one that has come. What is newer waits, or it would come before them (RFC 6120 §10.1).
/// </summary>
internal sealed class CatchUps(TimeProvider time)
{
    /// <summary>
    /// So long something newer waits. Behind older messages that take longer something is broken, and no sender, who may be a
    /// whole server, should stand still for it.
    /// </summary>
    private static readonly TimeSpan s_max = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Dictionary<Jid, Account> _accounts = [];
    private int _count;

    /// <summary>To be called before anybody can see that the session has gone or has come; over when it is disposed.</summary>
    public CatchUp Begin(Jid account)
    {
        lock (_lock)
        {
            if (!_accounts.TryGetValue(account, out var open))
            {
                _accounts.Add(account, open = new Account(account, time.GetTimestamp()));
                Volatile.Write(ref _count, _accounts.Count);
            }
            open.Count++;
            return new CatchUp(this, open);
        }
    }

    /// <summary>
    /// Completes when nothing older is being brought to this account, or when that has taken too long; null when it need not
    /// be waited for.
    /// </summary>
    public Task? OverAsync(Jid account)
    {
        if (Volatile.Read(ref _count) == 0)
            return null;
        lock (_lock)
        {
            return _accounts.TryGetValue(account, out var open) && s_max - time.GetElapsedTime(open.Since) is { Ticks: > 0 } left
                ? Task.WhenAny(open.Over.Task, Task.Delay(left, time))
                : null;
        }
    }

    private void End(Account open)
    {
        lock (_lock)
        {
            if (--open.Count > 0)
                return;
            _accounts.Remove(open.Jid);
            Volatile.Write(ref _count, _accounts.Count);
        }
        open.Over.SetResult();
    }

    /// <summary>One of them.</summary>
    public sealed class CatchUp : IDisposable
    {
        private readonly CatchUps _all;
        private Account? _account;

        internal CatchUp(CatchUps all, Account account) => (_all, _account) = (all, account);

        /// <summary>Later calls do nothing.</summary>
        public void Dispose()
        {
            if (Interlocked.Exchange(ref _account, null) is { } account)
                _all.End(account);
        }
    }

    internal sealed class Account(Jid jid, long since)
    {
        public long Since => since;
        public Jid Jid => jid;
        public int Count { get; set; }
        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
