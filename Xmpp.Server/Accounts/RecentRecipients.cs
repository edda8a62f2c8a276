using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Accounts;

/// <summary>To whom one account, over all its sessions, has written in the minute that runs.</summary>
internal sealed class RecentRecipients(TimeProvider time)
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly HashSet<Jid> _recipients = [];
    private long _since = time.GetTimestamp();
    private bool _isRefused;

    /// <summary>When the account was made; null until somebody has had to ask.</summary>
    public DateTimeOffset? CreatedAt { get; set; }

    /// <summary>Nothing of it counts any more.</summary>
    public bool IsOver => time.GetElapsedTime(Volatile.Read(ref _since)) >= s_window;

    /// <summary>False, and it is not counted, if it is another one than the first <paramref name="max"/> of this minute.</summary>
    public bool TryAdd(Jid recipient, int max)
    {
        lock (_lock)
        {
            if (IsOver)
            {
                _recipients.Clear();
                _isRefused = false;
                Volatile.Write(ref _since, time.GetTimestamp());
            }
            if (_recipients.Contains(recipient))
                return true;
            return _recipients.Count < max && _recipients.Add(recipient);
        }
    }

    /// <summary>True for the first refusal of a minute, which the log has to say.</summary>
    public bool NoteRefusal()
    {
        lock (_lock)
        {
            var isFirst = !_isRefused;
            _isRefused = true;
            return isFirst;
        }
    }
}
