using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Push;

namespace Xmpp.Server.Features.Push;

/// <summary>Not more than one notification for a device and interval: the first at once, the rest in one at its end.</summary>
internal sealed class PushCoalescing(
    IPushStore store, ISessionDirectory directory, PushPublisher publisher, PushOptions options, ServerMetrics metrics,
    BackgroundWork background, TimeProvider time)
{
    private readonly Dictionary<Device, Spell> _spells = [];
    private readonly Lock _lock = new();

    /// <summary>Devices whose interval runs.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _spells.Count;
        }
    }

    /// <summary>Any thread; never waits.</summary>
    public void Notify(Jid account, PushRegistration registration, PushBatch batch)
    {
        if (options.Interval > TimeSpan.Zero && !IsFirst(new Device(account, registration.Service, registration.Node), batch))
            return;
        publisher.Publish(account, registration, batch);
    }

    // True when it is to be published now; else it waits for the end of the interval, or has no room.
    private bool IsFirst(Device device, PushBatch batch)
    {
        lock (_lock)
        {
            if (_spells.TryGetValue(device, out var spell))
            {
                spell.Waiting = spell.Waiting is { } waiting ? waiting.With(batch) : batch;
                metrics.Push(PushOutcome.Coalesced);
                return false;
            }
            if (_spells.Count >= options.MaxWaiting)
            {
                metrics.Push(PushOutcome.Dropped);
                return false;
            }
            spell = new Spell();
            _spells.Add(device, spell);
            spell.End = time.CreateTimer(_ => OnEnd(device), null, options.Interval, Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    private void OnEnd(Device device)
    {
        PushBatch batch;
        lock (_lock)
        {
            if (!_spells.TryGetValue(device, out var spell))
                return;
            if (spell.Waiting is not { } waiting)
            {
                _spells.Remove(device);
                spell.End?.Dispose();
                return;
            }
            batch = waiting;
            spell.Waiting = null;
            spell.End?.Change(options.Interval, Timeout.InfiniteTimeSpan);
        }
        background.Run("push", ct => PublishAsync(device, batch, ct));
    }

    // Much may have happened since: the device has come, or has disabled it (XEP-0357 §6: MUST NOT publish then).
    private async Task PublishAsync(Device device, PushBatch batch, CancellationToken ct)
    {
        var resources = await directory.FindAsync(device.Account, ct);
        foreach (var registration in await store.FindAsync(device.Account, ct))
        {
            if (registration.Service == device.Service && registration.Node == device.Node
                && PushTargets.Sleeps(registration, resources))
            {
                publisher.Publish(device.Account, registration, batch);
            }
        }
    }

    private readonly record struct Device(Jid Account, Jid Service, string Node);

    private sealed class Spell
    {
        public ITimer? End { get; set; }
        public PushBatch? Waiting { get; set; }
    }
}
