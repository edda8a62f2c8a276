using Xmpp.Server.Configuration;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.StreamManagement;

/// <summary>
/// The two counters of XEP-0198 §4 and what was sent and not yet acknowledged. It belongs to the session and goes with
/// it from stream to stream (§5).
/// </summary>
/// <param name="id">The SM-ID.</param>
/// <param name="resumeTimeout">How long the session waits for its client; zero: it cannot be resumed.</param>
/// <param name="options">The limits.</param>
/// <param name="time">For the age of what waits.</param>
internal sealed class ManagedStream(
    string id, TimeSpan resumeTimeout, StreamManagementOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Queue<OutboundStanza> _unacknowledged = new();
    private long _bytes;
    private uint _acknowledged;
    private uint _handled;
    private long _waitingSince;
    private bool _isAsked;
    private bool _hasUnaskedMessage;
    private bool _isClosed;

    public string Id => id;
    public bool IsResumable => resumeTimeout > TimeSpan.Zero;
    public TimeSpan ResumeTimeout => resumeTimeout;

    /// <summary>Stanzas from the client for which we have taken responsibility: 'h' of our acknowledgements.</summary>
    public uint Handled => Volatile.Read(ref _handled);

    /// <summary>Stanzas written since it was enabled, modulo 2^32 (§4).</summary>
    public uint Sent
    {
        get
        {
            lock (_lock)
                return unchecked(_acknowledged + (uint)_unacknowledged.Count);
        }
    }

    /// <summary>The last 'h' of the client.</summary>
    public uint Acknowledged
    {
        get
        {
            lock (_lock)
                return _acknowledged;
        }
    }

    /// <summary>Stanzas that wait for an acknowledgement.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _unacknowledged.Count;
        }
    }

    /// <summary>So much waits that nothing more is written before the client acknowledges some (cases SM-07).</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
                return IsAtLimit;
        }
    }

    /// <summary>The client was asked and has not answered for so long that its connection counts as dead.</summary>
    public bool IsOverdue
    {
        get
        {
            lock (_lock)
                return _isAsked && time.GetElapsedTime(_waitingSince) >= options.AckTimeout;
        }
    }

    /// <summary>True when <see cref="TryAsk"/> would be, without regard to the clock.</summary>
    public bool IsAskDue
    {
        get
        {
            lock (_lock)
                return !_isAsked && _unacknowledged.Count > 0 && IsDue;
        }
    }

    private bool IsDue => _hasUnaskedMessage || IsAtLimit || _unacknowledged.Count >= options.AckAfterStanzas;

    private bool IsAtLimit => _unacknowledged.Count >= options.WindowStanzas || _bytes >= options.WindowBytes;

    /// <summary>Starts from what another run of the server has kept.</summary>
    public static ManagedStream Restored(
        string id, TimeSpan resumeTimeout, uint handled, uint acknowledged, IEnumerable<OutboundStanza> unacknowledged,
        StreamManagementOptions options, TimeProvider time)
    {
        var restored = new ManagedStream(id, resumeTimeout, options, time)
        {
            _handled = handled,
            _acknowledged = acknowledged,
        };
        restored.NoteSent([.. unacknowledged]);
        return restored;
    }

    /// <summary>A stanza of the client was handled: answered, delivered, or on disk.</summary>
    public void NoteHandled() => Interlocked.Increment(ref _handled);

    /// <summary>A stanza is written. Not to be called any more once it is closed.</summary>
    public void NoteSent(in OutboundStanza stanza) => NoteSent([stanza]);

    /// <summary>The same for several, of which it counts those that are stanzas (§4).</summary>
    public void NoteSent(ReadOnlySpan<OutboundStanza> written)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            foreach (ref readonly var stanza in written)
            {
                if (!stanza.IsStanza)
                    continue;
                if (_unacknowledged.Count == 0)
                    _waitingSince = time.GetTimestamp();
                _unacknowledged.Enqueue(stanza);
                _bytes += stanza.Weight;
                _hasUnaskedMessage |= stanza.Stanza is Message;
            }
        }
    }

    /// <summary>
    /// True when the client should now be asked (§4), and not again before it answers: at once for a message, since one
    /// that was read and not acknowledged would come again after the session; once for several of what is of the moment.
    /// </summary>
    /// <param name="isLate">Also for fewer, if they have waited for a while.</param>
    public bool TryAsk(bool isLate = false)
    {
        lock (_lock)
        {
            if (_isAsked || _unacknowledged.Count == 0)
                return false;
            var isDue = IsDue || (isLate && time.GetElapsedTime(_waitingSince) >= options.AckAfter);
            if (!isDue)
                return false;
            _isAsked = true;
            _hasUnaskedMessage = false;
            _waitingSince = time.GetTimestamp();
            return true;
        }
    }

    /// <summary>The client has handled everything up to <paramref name="h"/>. False if so many were never sent (§6).</summary>
    public bool TryAcknowledge(uint h)
    {
        var done = new List<Delivery>();
        lock (_lock)
        {
            if (_isClosed)
                return true; // too late, but no fault of the client's
            var count = unchecked(h - _acknowledged);
            if (count > _unacknowledged.Count)
                return false;
            for (var i = 0; i < count; i++)
            {
                var stanza = _unacknowledged.Dequeue();
                _bytes -= stanza.Weight;
                if (stanza.Delivery is { } delivery)
                    done.Add(delivery);
            }
            _acknowledged = h;
            _isAsked = false;
            _hasUnaskedMessage &= _unacknowledged.Count > 0;
            _waitingSince = time.GetTimestamp();
        }
        foreach (var delivery in done)
            delivery.Taken();
        return true;
    }

    /// <summary>A new stream: what was asked on the old one is not answered any more.</summary>
    public void OnAttached()
    {
        lock (_lock)
        {
            _isAsked = false;
            _hasUnaskedMessage = _unacknowledged.Any(stanza => stanza.Stanza is Message);
        }
    }

    /// <summary>What is not acknowledged, in the order in which it was sent.</summary>
    public OutboundStanza[] Unacknowledged()
    {
        lock (_lock)
            return [.. _unacknowledged];
    }

    /// <summary>Gives up what is not acknowledged, in order; nothing is noted and nothing acknowledged any more.</summary>
    public OutboundStanza[] Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            OutboundStanza[] left = [.. _unacknowledged];
            _unacknowledged.Clear();
            _bytes = 0;
            return left;
        }
    }
}
