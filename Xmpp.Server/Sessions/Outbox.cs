using Xmpp.Server.ClientState;

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
    private int _held;
    private long _heldSince;
    private TaskCompletionSource? _room;

    /// <summary>Adds at the end.</summary>
    /// <param name="stanza">What to write.</param>
    /// <param name="needsDrain">True for the one who must now ask the loop to drain.</param>
    public HandOver Add(in OutboundStanza stanza, out bool needsDrain)
    {
        needsDrain = false;
        lock (_lock)
        {
            var outcome = Append(stanza);
            if (outcome != HandOver.Taken)
                return outcome;
            needsDrain = !_isDrainAsked;
            _isDrainAsked = true;
            return HandOver.Taken;
        }
    }

    /// <summary>Less than half of what may wait does.</summary>
    public bool IsHalfEmpty
    {
        get
        {
            lock (_lock)
                return HasRoom;
        }
    }

    private bool HasRoom => _count <= maxCount / 2 && _bytes <= maxBytes / 2;

    /// <summary>Completes when what waits has been taken, or never will be; null when it is half empty.</summary>
    public Task? RoomAsync()
    {
        lock (_lock)
        {
            if (HasRoom || _isClosed)
                return null;
            return (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>When the first of those that are held back came, or null.</summary>
    public long? HeldSince
    {
        get
        {
            lock (_lock)
                return _held > 0 ? _heldSince : null;
        }
    }

    /// <summary>
    /// Adds at the end what can wait for others (XEP-0352), in place of what it supersedes; nobody need drain for it,
    /// unless so much is held back already.
    /// </summary>
    /// <param name="stanza">What to write.</param>
    /// <param name="maxHeld">So many are held back at most.</param>
    /// <param name="now">A time stamp.</param>
    /// <param name="needsDrain">True for the one who must now ask the loop to drain.</param>
    public HandOver Hold(in OutboundStanza stanza, int maxHeld, long now, out bool needsDrain)
    {
        lock (_lock)
        {
            if (_isDrainAsked)
            {
                needsDrain = false;
                return Append(stanza); // it goes with the others in a moment
            }
            RemoveSuperseded(stanza, maxHeld);
            var outcome = Append(stanza);
            if (_held++ == 0)
                _heldSince = now;
            needsDrain = _held >= maxHeld || outcome == HandOver.Full;
            _isDrainAsked = needsDrain;
            return outcome;
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
            _held = 0;
            TellOfRoom();
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
            TellOfRoom();
            return left;
        }
    }

    private void TellOfRoom()
    {
        _room?.TrySetResult();
        _room = null;
    }

    private HandOver Append(in OutboundStanza stanza)
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
        return HandOver.Taken;
    }

    private void RemoveSuperseded(in OutboundStanza later, int depth)
    {
        if (later.Stanza is not { } stanza)
            return;
        for (var i = _count - 1; i >= Math.Max(0, _count - depth); i--)
        {
            if (_waiting[i].Stanza is not { } earlier || !Urgency.Supersedes(stanza, earlier))
                continue;
            _bytes -= _waiting[i].Weight;
            _waiting.AsSpan(i + 1, _count - i - 1).CopyTo(_waiting.AsSpan(i));
            _waiting[--_count] = default;
            _held = Math.Max(0, _held - 1);
            return; // there is at most one
        }
    }
}
