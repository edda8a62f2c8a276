namespace Xmpp.Server.Sessions;

/// <summary>
/// What waits to be written to one session. Anyone adds, only the session's loop takes; the first to add asks for one
/// drain, so that a burst costs one wake-up and one flush.
/// </summary>
/// <param name="maxCount">Stanzas that may wait.</param>
/// <param name="maxBytes">Octets that may wait, estimated.</param>
internal sealed class Outbox(int maxCount, int maxBytes)
{
    private const int KeptCapacity = 256;

    private readonly Lock _lock = new();
    private OutboundStanza[] _waiting = [];
    private OutboundStanza[] _spare = [];
    private int _count;
    private long _bytes;
    private bool _isDrainAsked;
    private bool _isClosed;

    /// <summary>Adds at the end.</summary>
    /// <param name="stanza">What to write.</param>
    /// <param name="needsDrain">True for the one who must now ask the loop to drain.</param>
    public HandOver Add(in OutboundStanza stanza, out bool needsDrain)
    {
        needsDrain = false;
        lock (_lock)
        {
            if (_isClosed)
                return HandOver.Gone;
            var weight = stanza.Weight;
            if (_count >= maxCount || _bytes + weight > maxBytes)
                return HandOver.Full;
            if (_count == _waiting.Length)
                Array.Resize(ref _waiting, Math.Max(8, _count * 2));
            _waiting[_count++] = stanza;
            _bytes += weight;
            needsDrain = !_isDrainAsked;
            _isDrainAsked = true;
            return HandOver.Taken;
        }
    }

    /// <summary>Takes all that waits; the segment is valid until <see cref="GiveBack"/>.</summary>
    public ArraySegment<OutboundStanza> TakeAll()
    {
        lock (_lock)
        {
            var taken = new ArraySegment<OutboundStanza>(_waiting, 0, _count);
            _waiting = _spare;
            _spare = [];
            _count = 0;
            _bytes = 0;
            _isDrainAsked = false;
            return taken;
        }
    }

    /// <summary>Gives the array of <see cref="TakeAll"/> back for reuse.</summary>
    public void GiveBack(ArraySegment<OutboundStanza> taken)
    {
        if (taken.Array is not { } array || array.Length is 0 or > KeptCapacity)
            return;
        taken.AsSpan().Clear();
        lock (_lock)
        {
            if (_spare.Length == 0)
                _spare = array;
        }
    }

    /// <summary>The drain was put off (the socket is not writable): the next to add need not ask again.</summary>
    public void PutOff()
    {
        lock (_lock)
            _isDrainAsked = true;
    }

    /// <summary>Takes no more; gives what was never written.</summary>
    public OutboundStanza[] Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            var left = _waiting.AsSpan(0, _count).ToArray();
            _waiting = [];
            _count = 0;
            _bytes = 0;
            return left;
        }
    }
}
