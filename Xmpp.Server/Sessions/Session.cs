using System.Collections.Immutable;
using Xmpp.Server.ClientState;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.StreamManagement;
using Xmpp.Server.Transport;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Sessions;

/// <summary>
/// A bound resource (RFC 6120 §7): where stanzas for it are put by anyone and written by the loop of its stream. With
/// stream management it outlives its stream (XEP-0198 §5) and is then without a link until it is resumed.
/// </summary>
/// <param name="id">Unique in this process.</param>
/// <param name="fullJid">Its address.</param>
/// <param name="link">Its stream.</param>
/// <param name="outbox">What waits to be written.</param>
/// <param name="wireLog">Sees what is written.</param>
/// <param name="metrics">Counts it.</param>
/// <param name="clientState">How much is held back for a client whose user does not look, and how long.</param>
/// <param name="time">For that, and for when it has written.</param>
internal sealed class Session(
    long id, Jid fullJid, StreamLink? link, Outbox outbox, WireLog wireLog, ServerMetrics metrics,
    ClientStateOptions clientState, TimeProvider time)
{
    private const int WriteSize = 16_384; // one TLS record

    private static readonly Action<object> s_drain = static state => ((Session)state).Drain();

    private static long s_lastId;

    private readonly Lock _stateLock = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile StreamLink? _link = link;
    private volatile IConnection? _ended;
    private StreamError? _failure;
    private List<OutboundStanza>? _untaken; // written to a connection that has not given it to its client
    private Task? _end;
    private TaskCompletionSource? _left;
    private bool _hasLeft;
    private bool _isResuming;
    private bool _isWriting; // on the loop
    private volatile bool _isClosed; // set under the lock
    private volatile bool _isFrozen;

    public static long NewId() => Interlocked.Increment(ref s_lastId);

    public long Id { get; } = id;
    public Jid FullJid { get; } = fullJid;
    public Jid Account => FullJid.Bare;

    /// <summary>Logged in with ANONYMOUS (RFC 4505): the account is gone with the session.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>Where it is written to now, or null while it waits for its client.</summary>
    public IConnection? Connection => _link?.Connection;

    /// <summary>It has no stream, or one that is just ending: the session ends, or waits for its client. Any thread.</summary>
    public bool IsStreamOver => _link is not { } link || link.Connection == _ended;

    /// <summary>Ends it in the background: for a failure while no stream is there to see it through.</summary>
    public required Action<Session> BeginEnd { get; init; }

    /// <summary>Counters and what is not acknowledged, once enabled (XEP-0198 §3); set on the loop.</summary>
    public ManagedStream? Management { get; private set; }

    /// <summary>Its user does not look: what can wait is held back (XEP-0352). Set on the loop.</summary>
    public bool Holds { get; set; }

    /// <summary>It was to get a message when it took no more, as it was to go on in another run of the server.</summary>
    public bool HasMissed { get; private set; }

    /// <summary>Timestamp of the last octets that it has written; 0 before the first.</summary>
    public long LastWriteAt { get; private set; }

    /// <summary>How often it has begun to wait for its client.</summary>
    public int Spell { get; private set; }

    /// <summary>Puts a stanza behind the others. Any thread; never waits.</summary>
    public HandOver Post(in OutboundStanza stanza)
    {
        bool needsDrain;
        var outcome = (Holds || _link is null) && !Urgency.IsUrgent(stanza.Stanza)
            ? outbox.Hold(stanza.Held(time.GetUtcNow()), clientState.MaxHeld, time.GetTimestamp(), out needsDrain)
            : outbox.Add(stanza, out needsDrain);
        if (needsDrain)
            _link?.Connection.Post(s_drain, this); // without a stream it waits; who attaches one drains
        // A client that does not read is let go (cases ABU-06); what it did not get is routed again.
        if (outcome == HandOver.Full)
            Fail(StreamError.ResourceConstraint);
        else if (outcome == HandOver.Gone && _isFrozen && stanza.Stanza is Message)
            HasMissed = true;
        return outcome;
    }

    /// <summary>Completes when there is room for much more, or when it is over; null when there is.</summary>
    public Task? RoomAsync() => outbox.RoomAsync();

    /// <summary>Ends the stream with an error, once, and the session with it. Any thread.</summary>
    public void Fail(StreamError error)
    {
        if (Interlocked.CompareExchange(ref _failure, error, null) is not null)
            return;
        if (_link is { } link)
        {
            link.Connection.Post(static state => ((Session)state).OnFail(), this);
            return;
        }
        _failed.TrySetResult();
        BeginEnd(this);
    }

    /// <summary>The same, and completes when the loop has written what was waiting and the error behind it.</summary>
    public Task FailAsync(StreamError error)
    {
        Fail(error);
        return _failed.Task;
    }

    /// <summary>Writes what waits, as far as the peer reads and acknowledges. On the loop.</summary>
    public void Drain()
    {
        if (_link is not { Connection: var connection } link || !connection.IsOnLoop || !connection.IsOpen)
            return; // what is left is written by the next stream, or routed again when the session ends
        if (!connection.IsWritable || Management is { IsFull: true })
        {
            outbox.PutOff(); // OnWritabilityChanged or the next acknowledgement comes back to it
            // What was answered last was asked before the rest went out: without another question there is no answer to come.
            if (!_isWriting && Management is { IsFull: true, IsAskDue: true })
                FlushTo(link, OutputBuffer.Rent());
            return;
        }
        if (_isWriting)
        {
            // A connection tells of its room from inside of a write: what came now would be before the rest of what is noted.
            connection.Post(s_drain, this);
            return;
        }
        var waiting = Take(link, out var isKept);
        if (waiting.Count == 0 && Management is not { IsAskDue: true })
            return;
        var output = OutputBuffer.Rent();
        _isWriting = true;
        try
        {
            foreach (ref readonly var stanza in waiting.AsSpan())
            {
                if (isKept && _isClosed)
                    break; // whoever has closed it routes this again
                Write(link, output, stanza);
                if (!isKept && stanza.IsStanza)
                    stanza.Delivery?.Taken(); // without acknowledgements, written is all that can be known
            }
            FlushTo(link, output);
        }
        finally
        {
            _isWriting = false;
        }
        outbox.GiveBack(waiting);
    }

    /// <summary>
    /// Takes what waits. What its client has to acknowledge or to fetch is noted in the same step, before it is written:
    /// <see cref="Close"/>, which any thread may call, finds it either still waiting or noted, and in order.
    /// </summary>
    private ArraySegment<OutboundStanza> Take(StreamLink link, out bool isKept)
    {
        lock (_stateLock)
        {
            isKept = Management is not null || link.Connection.IsAnswering;
            if (_isClosed)
                return default;
            var waiting = outbox.TakeAll();
            if (Management is { } management)
                management.NoteSent(waiting.AsSpan());
            else if (isKept)
                Keep(waiting.AsSpan());
            return waiting;
        }
    }

    private void Keep(ReadOnlySpan<OutboundStanza> written)
    {
        foreach (ref readonly var stanza in written)
        {
            if (stanza.IsStanza)
                (_untaken ??= []).Add(stanza);
        }
    }

    /// <summary>Looks at the clock; on the loop.</summary>
    public void OnTick()
    {
        if (outbox.HeldSince is { } since && time.GetElapsedTime(since) >= clientState.MaxHoldTime)
            Drain();
    }

    /// <summary>True when the clock may have something to say.</summary>
    public bool HasDeadline => outbox.HeldSince is not null || Management is { Count: > 0 };

    /// <summary>Begins to count what is written from here on (XEP-0198 §4). On the loop.</summary>
    public void Manage(ManagedStream management) => Management = management;

    /// <summary>Notes the end of its stream on that connection, before the client can see it. On the loop.</summary>
    public void NoteStreamEnd(IConnection connection) => _ended = connection;

    /// <summary>
    /// The stream is gone without an end. True when the session waits to be resumed; false when it has to end, or when
    /// <paramref name="lost"/> is no longer its stream.
    /// </summary>
    public bool TryHibernate(IConnection lost)
    {
        lock (_stateLock)
        {
            if (_link?.Connection != lost || Management is not { IsResumable: true } || _end is not null || _failure is not null)
                return false;
            _link = null;
            Spell++;
            return true;
        }
    }

    /// <summary>False when it is over, or somebody else is just resuming it. Followed by <see cref="TryAttach"/>.</summary>
    public bool TryBeginResume(out StreamLink? old)
    {
        lock (_stateLock)
        {
            old = _link;
            if (_isResuming || _isClosed || _end is not null || _failure is not null)
                return false;
            _isResuming = true;
            return true;
        }
    }

    /// <summary>Gives it the stream that resumes it; with null the resumption is given up. False when it is over.</summary>
    public bool TryAttach(StreamLink? next)
    {
        lock (_stateLock)
        {
            _isResuming = false;
            if (next is null || _isClosed || _end is not null || _failure is not null)
                return false;
            _link = next;
            Holds = false; // XEP-0352 §5.2
            return true;
        }
    }

    /// <summary>Writes once more what was not acknowledged, and then what has waited since (XEP-0198 §5). On the loop.</summary>
    public void WriteAgain()
    {
        if (_link is not { } link || Management is not { } management)
            return;
        var output = OutputBuffer.Rent();
        _isWriting = true;
        try
        {
            foreach (var stanza in management.Unacknowledged())
                Write(link, output, stanza);
            FlushTo(link, output);
        }
        finally
        {
            _isWriting = false;
        }
        Drain();
    }

    /// <summary>
    /// Takes no more stanzas, as it will go on in another run of the server: how many were acknowledged, and what was
    /// not or was never written, in order.
    /// </summary>
    public (uint Acknowledged, ImmutableArray<OutboundStanza> Waiting) Freeze()
    {
        _isFrozen = true;
        var waiting = Close().Where(s => s.IsStanza).ToImmutableArray();
        return (Management?.Acknowledged ?? 0, waiting); // read when it can change no more, or the two would not fit
    }

    /// <summary>The connection has given what was written to its client (XEP-0124 §8). On the loop.</summary>
    public void OnTaken()
    {
        List<OutboundStanza>? taken;
        lock (_stateLock)
        {
            taken = _untaken;
            _untaken = null;
        }
        foreach (var stanza in taken ?? [])
            stanza.Delivery?.Taken();
    }

    /// <summary>Takes no more stanzas; gives those that nobody acknowledged or that were never written, in order.</summary>
    public IReadOnlyList<OutboundStanza> Close()
    {
        lock (_stateLock)
        {
            _isClosed = true;
            var untaken = _untaken;
            _untaken = null;
            return [.. Management?.Close() ?? [], .. untaken ?? [], .. outbox.Close()];
        }
    }

    /// <summary>Runs the end of the session for the first to ask, and gives that run to all.</summary>
    public Task EndOnceAsync(Func<Task> end) => BeginEndAsync(end, null) ?? Task.CompletedTask;

    /// <summary>The same, but only if it still waits for its client since <paramref name="spell"/>; else nothing.</summary>
    public Task ExpireAsync(int spell, Func<Task> end) => BeginEndAsync(end, spell) ?? Task.CompletedTask;

    /// <summary>Completes when it can be found no more, and what it did not get is in line to be routed again.</summary>
    public Task LeftAsync()
    {
        lock (_stateLock)
        {
            return _hasLeft
                ? Task.CompletedTask
                : (_left ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>To be called when that is so.</summary>
    public void Leave()
    {
        lock (_stateLock)
        {
            _hasLeft = true;
            _left?.TrySetResult();
        }
    }

    // The end itself runs outside of the lock: it may end other sessions.
    private Task? BeginEndAsync(Func<Task> end, int? spell)
    {
        TaskCompletionSource mine;
        lock (_stateLock)
        {
            if (spell is not null && (_link is not null || _isResuming || _end is not null || spell != Spell))
                return null;
            if (_end is { } begun)
                return begun;
            mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _end = mine.Task;
        }
        return EndAsync(end, mine);
    }

    private static async Task EndAsync(Func<Task> end, TaskCompletionSource completion)
    {
        try
        {
            await end();
            completion.SetResult();
        }
        catch (Exception e)
        {
            completion.SetException(e);
            throw;
        }
    }

    private void Write(StreamLink link, OutputBuffer output, in OutboundStanza stanza)
    {
        var start = output.Length;
        stanza.Write(output, link.Framing.Context);
        if (wireLog.IsOn)
            wireLog.Sent(link.Connection.Id, output.Written.Span[start..]);
        if (link.Framing.IsFramed || output.Length >= WriteSize)
        {
            link.Connection.Write(output.Written);
            output.Clear();
        }
        if (stanza.Stanza is { } sent)
            metrics.StanzaSent(sent.Kind);
    }

    private void FlushTo(StreamLink link, OutputBuffer output)
    {
        if (Management is { } management && management.TryAsk())
            WriteRequest(link.Connection, output);
        LastWriteAt = time.GetTimestamp(); // before the client can have it, and say so
        if (output.Length > 0)
            link.Connection.Write(output.Written);
        link.Connection.Flush();
    }

    private void WriteRequest(IConnection connection, OutputBuffer output)
    {
        var start = output.Length;
        SmElements.Request.CopyTo(output.GetSpan(SmElements.Request.Length));
        output.Advance(SmElements.Request.Length);
        if (wireLog.IsOn)
            wireLog.Sent(connection.Id, output.Written.Span[start..]);
    }

    private void OnFail()
    {
        Drain(); // what it was told before its end still goes: the answer to the request that ends it, for one
        if (_failure is { } error)
            _link?.OnFailed(error);
        _failed.TrySetResult();
    }
}
