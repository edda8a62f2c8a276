using System.Diagnostics.CodeAnalysis;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.Muc;

/// <summary>
/// The one owner of a room: does one thing after the other, stores what has changed, and then sends. Nobody
/// else holds the state; others see it as it was after the last change.
/// </summary>
internal sealed class Room(Jid jid, RoomTools tools)
{
    /// <summary>A room with no more devices does its work where it is asked.</summary>
    private const int InlineSessions = 50;

    private readonly Lock _gate = new();
    private readonly Queue<RoomWork> _queue = [];
    private RoomState? _state;
    private bool _isRunning;
    private bool _isClosed;
    private DateTimeOffset _usedAt = tools.Time.GetUtcNow();

    public Jid Jid => jid;

    /// <summary>The room after its last change; null before it is loaded.</summary>
    public RoomState? State => Volatile.Read(ref _state);

    /// <summary>False if the room has left the memory meanwhile: ask the registry again.</summary>
    public bool TryPost(RoomWork work, [NotNullWhen(true)] out Task<StanzaError?>? done)
    {
        done = null;
        lock (_gate)
        {
            if (_isClosed)
                return false;
            _queue.Enqueue(work);
            done = work.Done;
            if (_isRunning)
                return true;
            _isRunning = true;
        }
        // What takes long does not belong on the event loop of whoever happens to ask.
        _ = State is { Occupants.Sessions: > InlineSessions } ? Task.Run(RunAsync, CancellationToken.None) : RunAsync();
        return true;
    }

    /// <summary>Closes it if nobody is in it and nothing was asked of it for so long.</summary>
    public bool TryUnload(TimeSpan idle)
    {
        lock (_gate)
        {
            if (_isClosed)
                return true;
            if (_isRunning || State is { Occupants.IsEmpty: false } || tools.Time.GetUtcNow() - _usedAt < idle)
                return false;
            _isClosed = true;
            return true;
        }
    }

    private async Task RunAsync()
    {
        while (true)
        {
            RoomWork work;
            lock (_gate)
            {
                if (!_queue.TryDequeue(out work!))
                {
                    _isRunning = false;
                    _usedAt = tools.Time.GetUtcNow();
                    // What does not exist is no reason to keep memory: whoever asks for it may ask for a million others.
                    _isClosed = State is not { Exists: true };
                    break;
                }
            }
            await StepAsync(work);
        }
        if (_isClosed)
            tools.Closed(this);
    }

    private async Task StepAsync(RoomWork work)
    {
        try
        {
            work.Complete(await DoAsync(work, tools.Stopping));
        }
        catch (OperationCanceledException)
        {
            work.Cancel();
        }
#pragma warning disable CA1031 // as in Router: a fault is the sender's answer, and the room stays as it was (cases MUC-17)
        catch (Exception e)
#pragma warning restore CA1031
        {
            work.Complete(tools.OnException(e, work.Kind));
        }
    }

    private async ValueTask<StanzaError?> DoAsync(RoomWork work, CancellationToken ct)
    {
        var before = _state ?? await tools.Keeping.LoadAsync(jid, ct);
        if (_state is null)
            Volatile.Write(ref _state, before);
        var outcome = await work.DecideAsync(before, ct);
        if (outcome.Error is { } error)
            return error;
        var (after, sends) = await tools.Keeping.KeepAsync(before, outcome, ct);
        Volatile.Write(ref _state, after);
        tools.Metrics.OccupantsChanged(after.Occupants.Count - before.Occupants.Count);
        await tools.Delivery.SendAsync(sends, ct);
        await tools.Delivery.SendAsync(RoomMentions.Of(after, sends, tools.Time.GetUtcNow()), ct);
        tools.Absentees.Notify(after, sends);
        return null;
    }
}
