using System.Collections.Concurrent;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.DeliveryMarks;

namespace Xmpp.Server.Features.Recovery;

/// <summary>
/// Which archived messages are on their way to an account's resources. About every second it is written down up to where
/// all have arrived, so that after a crash the others are known.
/// </summary>
internal sealed class DeliveryMarks(IDeliveryMarkStore store)
{
    private readonly ConcurrentDictionary<Jid, Account> _accounts = new();
    private readonly ConcurrentDictionary<Jid, Account> _changed = new();

    /// <summary>A message is in the archive under this id and goes to its recipient now.</summary>
    public DeliveryMark Open(Jid account, long id)
    {
        var marks = _accounts.GetOrAdd(account, static (jid, owner) => new Account(jid, owner), this);
        marks.Open(id);
        return new DeliveryMark(marks, id);
    }

    /// <summary>Writes down what has changed since the last time.</summary>
    public async Task FlushAsync(CancellationToken ct)
    {
        var marks = new List<(Jid, long)>();
        foreach (var jid in _changed.Keys)
        {
            if (_changed.TryRemove(jid, out var account) && account.SettledThrough is var settled and > 0)
                marks.Add((jid, settled));
        }
        if (marks.Count == 0)
            return;
        try
        {
            await store.SetAsync(marks, ct);
        }
        catch
        {
            foreach (var (jid, _) in marks)
                _changed.TryAdd(jid, _accounts[jid]); // the next time
            throw;
        }
    }

    /// <summary>One account's messages.</summary>
    internal sealed class Account(Jid jid, DeliveryMarks owner)
    {
        private readonly Lock _lock = new();
        private readonly SortedSet<long> _open = [];
        private long _highest;
        private long _settledThrough;

        public long SettledThrough
        {
            get
            {
                lock (_lock)
                    return _settledThrough;
            }
        }

        public void Open(long id)
        {
            lock (_lock)
            {
                _open.Add(id);
                _highest = Math.Max(_highest, id);
            }
        }

        public void Settle(long id)
        {
            lock (_lock)
            {
                if (!_open.Remove(id))
                    return;
                var through = _open.Count == 0 ? _highest : _open.Min - 1;
                if (through <= _settledThrough)
                    return;
                _settledThrough = through;
            }
            owner._changed[jid] = this;
        }
    }
}
