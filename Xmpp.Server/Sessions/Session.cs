using Xmpp.Server.Observability;
using Xmpp.Server.Transport;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Sessions;

/// <summary>
/// A bound stream (RFC 6120 §7): where stanzas for one resource are put by anyone and written by its own loop.
/// </summary>
/// <param name="id">Unique in this process.</param>
/// <param name="fullJid">Its address.</param>
/// <param name="connection">Where it writes to.</param>
/// <param name="outbox">What waits to be written.</param>
/// <param name="wireLog">Sees what is written.</param>
/// <param name="metrics">Counts it.</param>
/// <param name="onFailed">Ends the stream with an error; called on the loop.</param>
internal sealed class Session(
    long id, Jid fullJid, IConnection connection, Outbox outbox, WireLog wireLog,
    ServerMetrics metrics, Action<StreamError> onFailed)
{
    private const int WriteSize = 16_384; // one TLS record

    private static readonly Action<object> s_drain = static state => ((Session)state).Drain();

    private readonly Lock _endLock = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StreamError? _failure;
    private Task? _end;

    public long Id { get; } = id;
    public Jid FullJid { get; } = fullJid;
    public Jid Account => FullJid.Bare;

    /// <summary>Logged in with ANONYMOUS (RFC 4505): the account is gone with the session.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>Names the connection in the log.</summary>
    public long ConnectionId => connection.Id;

    /// <summary>Puts a stanza behind the others. Any thread; never waits.</summary>
    public HandOver Post(in OutboundStanza stanza)
    {
        var outcome = outbox.Add(stanza, out var needsDrain);
        if (needsDrain)
            connection.Post(s_drain, this);
        // A client that does not read is let go (cases ABU-06); what it did not get is routed again.
        if (outcome == HandOver.Full)
            Fail(StreamError.ResourceConstraint);
        return outcome;
    }

    /// <summary>Ends the stream with an error, once. Any thread.</summary>
    public void Fail(StreamError error)
    {
        if (Interlocked.CompareExchange(ref _failure, error, null) is null)
            connection.Post(static state => ((Session)state).OnFail(), this);
    }

    /// <summary>The same, and completes when the loop has written what was waiting and the error behind it.</summary>
    public Task FailAsync(StreamError error)
    {
        Fail(error);
        return _failed.Task;
    }

    /// <summary>Writes what waits, as far as the peer reads. On the loop.</summary>
    public void Drain()
    {
        if (!connection.IsOpen)
            return; // what is left is routed again when the session ends
        if (!connection.IsWritable)
        {
            outbox.PutOff(); // OnWritabilityChanged comes back to it
            return;
        }
        var waiting = outbox.TakeAll();
        if (waiting.Count == 0)
            return;
        var output = OutputBuffer.Rent();
        foreach (ref readonly var stanza in waiting.AsSpan())
        {
            var start = output.Length;
            stanza.Write(output);
            if (wireLog.IsOn)
                wireLog.Sent(connection.Id, output.Written.Span[start..]);
            if (output.Length >= WriteSize)
            {
                connection.Write(output.Written);
                output.Clear();
            }
            if (stanza.Stanza is { } sent)
                metrics.StanzaSent(sent.Kind);
            stanza.Delivery?.Taken();
        }
        if (output.Length > 0)
            connection.Write(output.Written);
        connection.Flush();
        outbox.GiveBack(waiting);
    }

    /// <summary>Takes no more stanzas; gives those that were never written, in order.</summary>
    public OutboundStanza[] Close() => outbox.Close();

    /// <summary>Runs the end of the session for the first to ask, and gives that run to all.</summary>
    public Task EndOnceAsync(Func<Task> end)
    {
        lock (_endLock)
            return _end ??= end();
    }

    private void OnFail()
    {
        Drain(); // what it was told before its end still goes: the answer to the request that ends it, for one
        if (_failure is { } error)
            onFailed(error);
        _failed.TrySetResult();
    }
}
