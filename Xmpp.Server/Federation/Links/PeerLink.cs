using Xmpp.Server.Federation.Streams;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Federation.Links;

/// <summary>
/// What goes from one of our domains to one other: a queue, and at most one stream that takes from it, so that the order
/// stays (RFC 6120 §10.1). What is in the queue has not been sent, and what a stream has taken is either acknowledged or
/// comes back (XEP-0198); nothing is both delivered and bounced.
/// </summary>
#pragma warning disable CA1001 // the source of an attempt has no timer and no handle: nothing is left when it is forgotten
internal sealed class PeerLink(DomainPair pair, FederationServices services)
#pragma warning restore CA1001
{
    private readonly Lock _lock = new();
    private Queue<Waiting> _waiting = new();
    private ServerStream? _stream;
    private ServerAcks? _resumable;
    private CancellationTokenSource? _attempt;
    private PeerFailure? _refusal;
    private long _refusedAt;
    private TimeSpan _backOff;
    private long _attachedAt;
    private long _detachedAt;
    private int _count;
    private long _bytes;
    private int _shortLives;
    private bool _isDrainAsked;
    private bool _isRemoved;
    private bool _isStopped;

    public DomainPair Pair => pair;

    /// <summary>The last thing that went wrong, for the operator; null if nothing did.</summary>
    public string? LastError { get; private set; }

    /// <summary>Was there a stream that worked? Then a peer that is away is waited for (cases S2S-11).</summary>
    public bool WasOpen { get; private set; }

    /// <summary>The peer has answered a ping (XEP-0199 §4.3): when it does not, it is not there.</summary>
    public bool AnswersPings { get; set; }

    /// <summary>Puts a stanza at the end. False when this link is not used any more: ask for another one.</summary>
    public bool TryPost(in OutboundStanza stanza, out StanzaError? error)
    {
        ServerStream? drain = null;
        CancellationTokenSource? connect = null;
        var owner = OwnerOf(stanza);
        lock (_lock)
        {
            error = null;
            if (_isRemoved)
                return false;
            error = Refusal(stanza.Weight, owner);
            if (error is not null)
                return true;
            Add(_waiting, stanza);
            if (_stream is not null)
            {
                drain = _isDrainAsked ? null : _stream;
                _isDrainAsked = true;
            }
            else if (_attempt is null)
            {
                connect = _attempt = new CancellationTokenSource();
            }
        }
        drain?.RequestDrain();
        if (connect is not null)
            services.Connector.Begin(this, TimeSpan.Zero, owner, connect.Token);
        return true;
    }

    /// <summary>The next stanza for the stream that has this link; on that stream's loop.</summary>
    public bool TryTake(ServerStream by, out OutboundStanza stanza)
    {
        lock (_lock)
        {
            stanza = default;
            if (_stream != by)
                return false;
            if (!_waiting.TryDequeue(out var next))
            {
                _isDrainAsked = false;
                return false;
            }
            stanza = next.Stanza;
            return true;
        }
    }

    /// <summary>A stanza is the peer's business now: acknowledged, or written where there are no acknowledgements.</summary>
    public void OnDone(in OutboundStanza stanza)
    {
        lock (_lock)
            Forget(stanza);
    }

    /// <summary>A stream that may send for this pair. False if there is one already, or being made by others.</summary>
    /// <param name="stream">On its loop; it drains afterwards.</param>
    /// <param name="isOurs">It is the one that this link has asked for.</param>
    public bool TryAttach(ServerStream stream, bool isOurs = false)
    {
        lock (_lock)
        {
            if (_isRemoved || _isStopped || _stream is not null || (_attempt is not null && !isOurs))
                return false;
            if (!isOurs && _resumable is { } left)
                Requeue(left.Take(this));
            if (!isOurs)
                _resumable = null;
            _stream = stream;
            _attempt = null;
            _refusal = null;
            _backOff = TimeSpan.Zero;
            _isDrainAsked = true;
            _attachedAt = services.Time.GetTimestamp();
            WasOpen = true;
        }
        stream.Carry(this);
        return true;
    }

    /// <summary>What a stream before has left to be resumed (XEP-0198 §5), or null; it belongs to the caller now.</summary>
    public ServerAcks? TakeResumable()
    {
        lock (_lock)
        {
            var taken = _resumable;
            _resumable = null;
            return taken;
        }
    }

    /// <summary>The stream that should have resumed has failed: the next one may try.</summary>
    public void GiveBack(ServerAcks acks)
    {
        IReadOnlyList<OutboundStanza> left;
        StanzaError error;
        ServerStream? drain = null;
        lock (_lock)
        {
            if (_attempt is not null)
            {
                _resumable = acks;
                return;
            }
            left = acks.Take(this);
            if (_stream is { } other)
            {
                // Another stream was faster, and nobody has been told anything. What may have arrived already is sent once
                // more, as after any resumption that fails, and not refused (cases S2S-07).
                Requeue(left);
                left = [];
                drain = _isDrainAsked ? null : other;
                _isDrainAsked = true;
            }
            // Else everybody else has been told in the meantime.
            foreach (var stanza in left)
                Forget(stanza);
            error = _refusal?.Error ?? StanzaError.RemoteServerTimeout;
        }
        drain?.RequestDrain();
        PeerBounce.Begin(services, left, error);
    }

    /// <summary>Puts back what was sent and did not arrive, before all that waits.</summary>
    public void PutBack(IReadOnlyList<OutboundStanza> stanzas)
    {
        lock (_lock)
            Requeue(stanzas);
    }

    /// <summary>The stream is over. What it has taken and the peer has not acknowledged comes back first.</summary>
    /// <param name="stream">The one that had this link.</param>
    /// <param name="unacknowledged">In the order of sending.</param>
    /// <param name="resumable">In place of those: the state with which the stream can be resumed.</param>
    /// <param name="reason">For the operator, or null for an orderly end.</param>
    public void Detach(
        ServerStream stream, IReadOnlyList<OutboundStanza> unacknowledged, ServerAcks? resumable, string? reason)
    {
        CancellationTokenSource connect;
        TimeSpan delay;
        lock (_lock)
        {
            if (_stream != stream)
                return;
            _stream = null;
            _isDrainAsked = false;
            LastError = reason ?? LastError;
            Requeue(unacknowledged);
            _resumable = resumable;
            _detachedAt = services.Time.GetTimestamp();
            if (_isStopped || (_waiting.Count == 0 && resumable is not { Count: > 0 }))
                return;
            delay = Delay();
            connect = _attempt = new CancellationTokenSource();
        }
        services.Connector.Begin(this, delay, null, connect.Token);
    }

    /// <summary>The peer cannot be reached: everybody who waits is told, and for a while everybody who comes.</summary>
    public void Fail(PeerFailure failure)
    {
        OutboundStanza[] left;
        lock (_lock)
        {
            if (_stream is not null)
                return; // one has come meanwhile, and has the queue
            left = [.. _resumable?.Take(this) ?? [], .. _waiting.Select(w => w.Stanza)];
            _resumable = null;
            _waiting.Clear();
            foreach (var stanza in left)
                Forget(stanza);
            _attempt?.Cancel();
            _attempt = null;
            _refusal = failure;
            _refusedAt = services.Time.GetTimestamp();
            _backOff = _backOff == TimeSpan.Zero ? services.Options.BackOff : _backOff * 2;
            if (_backOff > services.Options.BackOffMax)
                _backOff = services.Options.BackOffMax;
            LastError = failure.Reason;
            WasOpen = false;
        }
        services.Metrics.Failed(failure.Error.Condition, left.Length);
        services.Tools.Logger.ServerNotReached(
            pair.Local, pair.Remote, failure.Error.Condition, left.Length, failure.Reason);
        PeerBounce.Begin(services, left, failure.Error);
    }

    /// <summary>Ends the time in which stanzas are refused at once.</summary>
    public void Forgive()
    {
        lock (_lock)
        {
            _refusal = null;
            _backOff = TimeSpan.Zero;
        }
    }

    /// <summary>Cases S2S-07: from the first stanza to the errors for all, however many addresses are being tried.</summary>
    public void Tick()
    {
        lock (_lock)
        {
            if (_stream is not null)
                return;
            long? since = _resumable is { Count: > 0 } ? _detachedAt : _waiting.TryPeek(out var first) ? first.Since : null;
            if (since is not { } start || services.Time.GetElapsedTime(start) < services.Options.QueueTimeout)
                return;
        }
        Fail(PeerFailure.Timeout(LastError is { } reason ? $"not reached in time; last: {reason}" : "not reached in time"));
    }

    /// <summary>True, and not used any more, when there is nothing to remember.</summary>
    /// <param name="isCrowded">There are too many to remember failures.</param>
    public bool TryRemove(bool isCrowded)
    {
        lock (_lock)
        {
            _isRemoved = _stream is null && _attempt is null && _waiting.Count == 0 && _resumable is null
                && (isCrowded || !IsRefusing);
            return _isRemoved;
        }
    }

    public void Stop()
    {
        lock (_lock)
        {
            _isStopped = true;
            _attempt?.Cancel();
        }
    }

    /// <summary>After <see cref="Stop"/>: the messages that go no further, without those that were sent and may have come.</summary>
    public int CountLeft()
    {
        lock (_lock)
            return _waiting.Count(w => w.Stanza.Stanza is Message { IsError: false });
    }

    /// <summary>A look for the operator.</summary>
    public (ServerStream? Stream, int Queue, string State) Look()
    {
        lock (_lock)
        {
            var state = _stream is not null ? "open" : _attempt is not null ? "connecting" : IsRefusing ? "failed" : "idle";
            return (_stream, _count, state);
        }
    }

    private bool IsRefusing => _refusal is not null && services.Time.GetElapsedTime(_refusedAt) < _backOff;

    private StanzaError? Refusal(int weight, string? owner)
    {
        if (_isStopped)
            return StanzaError.RemoteServerTimeout;
        if (_stream is null && _attempt is null)
        {
            if (IsRefusing)
                return _refusal!.Error;
            if (!services.Connector.HasRoom || (owner is not null && !services.Connector.HasRoomFor(owner)))
                return StanzaError.ResourceConstraint;
        }
        // Only this sender is told (cases S2S-07): others' stanzas stay where they are.
        return _count >= services.Options.QueueStanzas || _bytes + weight > services.Options.QueueBytes
            ? StanzaError.ResourceConstraint : null;
    }

    // Components are the operator's, and have no such limit.
    private string? OwnerOf(in OutboundStanza stanza) => stanza.Stanza?.From is not { } from ? null
        : services.Domains.IsHost(from.Domain) && from.Local is not null ? from.Bare.ToString()
        : services.Domains.IsComponent(from.Domain) ? null
        : PeerConnector.Services;

    // A peer that takes connections only to drop them is not asked again at once.
    private TimeSpan Delay()
    {
        _shortLives = services.Time.GetElapsedTime(_attachedAt) < TimeSpan.FromSeconds(5) ? _shortLives + 1 : 0;
        return _shortLives == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(1 << Math.Min(_shortLives, 5), 30));
    }

    private void Requeue(IReadOnlyList<OutboundStanza> stanzas)
    {
        if (stanzas.Count == 0)
            return;
        var all = new Queue<Waiting>(_waiting.Count + stanzas.Count);
        var now = services.Time.GetTimestamp();
        foreach (var stanza in stanzas)
            all.Enqueue(new Waiting(stanza, now));
        foreach (var later in _waiting)
            all.Enqueue(later);
        _waiting = all;
    }

    private void Add(Queue<Waiting> queue, in OutboundStanza stanza)
    {
        queue.Enqueue(new Waiting(stanza, services.Time.GetTimestamp()));
        _count++;
        _bytes += stanza.Weight;
    }

    private void Forget(in OutboundStanza stanza)
    {
        _count--;
        _bytes -= stanza.Weight;
    }

    private readonly record struct Waiting(OutboundStanza Stanza, long Since);
}
