using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Storage.SavedSessions;

namespace Xmpp.Server.StreamManagement;

/// <summary>
/// What was kept of a session over a restart, once the session has been resumed or has ended: it says that the session is over, and
/// stays until every message in it has arrived, wherever it went. So a crash in between leaves them where the next start finds them.
/// </summary>
internal sealed class KeptUntilTaken(ISavedSessionStore store, SavedSession saved, BackgroundWork background)
{
    private readonly Lock _lock = new();
    private int _open;
    private bool _isOver;
    private bool _isLetGo;

    /// <summary>The session was resumed, or has ended: a later start must not bring it back. Durable when it completes.</summary>
    public Task OverAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            if (_isLetGo || _isOver)
                return Task.CompletedTask;
            if (_open > 0)
            {
                _isOver = true;
                return store.EndAsync(saved.Account, saved.Id, ct);
            }
            _isLetGo = true;
            return store.DeleteAsync(saved.Account, saved.Id, ct);
        }
    }

    /// <summary>Somebody else decides about it from here on.</summary>
    public void LetGo()
    {
        lock (_lock)
            _isLetGo = true;
    }

    /// <summary>One more message is in it.</summary>
    private void Add()
    {
        lock (_lock)
            _open++;
    }

    // Within the lock, so that it is asked of the store before what comes later.
    private void Remove()
    {
        lock (_lock)
        {
            if (--_open > 0 || !_isOver || _isLetGo)
                return;
            _isLetGo = true;
            var deletion = store.DeleteAsync(saved.Account, saved.Id, CancellationToken.None);
            background.Run("a kept session", _ => deletion);
        }
    }

    /// <summary>A message that is in one or several of them.</summary>
    internal sealed class Mark : IDeliveryMark
    {
        private readonly List<KeptUntilTaken> _in = [];
        private bool _isSettled;

        /// <summary>It is in this one, too.</summary>
        public void Add(KeptUntilTaken kept)
        {
            lock (_in)
            {
                if (_isSettled)
                    return;
                kept.Add();
                _in.Add(kept);
            }
        }

        public void Settle()
        {
            lock (_in)
            {
                if (_isSettled)
                    return;
                _isSettled = true;
            }
            foreach (var kept in _in)
                kept.Remove();
        }
    }
}
