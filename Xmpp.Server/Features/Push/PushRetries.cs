using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Push;

namespace Xmpp.Server.Features.Push;

/// <summary>
/// Notifications that failed in a way that may pass (XEP-0357 §7.1): each device's go again together, after a while that
/// doubles from time to time, until it worked or was tried so often. They are in memory only: after a restart the next message
/// wakes the device.
/// </summary>
internal sealed class PushRetries(PushOptions options, TimeProvider time)
{
    private readonly Dictionary<(Jid Account, Jid Service, string Node), Retry> _devices = [];
    private readonly Lock _lock = new();

    /// <summary>Devices whose service has failed and may work again.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _devices.Count;
        }
    }

    /// <summary>Something goes to a device now: what has failed goes with it, and not once more by itself.</summary>
    public PushBatch TakeWith(Jid account, PushRegistration registration, PushBatch batch)
    {
        lock (_lock)
        {
            if (!_devices.TryGetValue((account, registration.Service, registration.Node), out var retry)
                || retry.Waiting is not { } waiting)
            {
                return batch;
            }
            retry.Waiting = null;
            retry.Timer?.Dispose();
            return waiting.With(batch);
        }
    }

    /// <summary>
    /// It has failed: calls <paramref name="again"/> after a while with what has failed until then. False if that has been tried
    /// often enough, or too many wait.
    /// </summary>
    public bool TryAdd(Jid account, PushRegistration registration, PushBatch batch, Action<PushBatch> again)
    {
        var device = (account, registration.Service, registration.Node);
        lock (_lock)
        {
            if (!_devices.TryGetValue(device, out var retry))
            {
                if (options.Retries == 0 || _devices.Count >= options.MaxWaiting)
                    return false;
                _devices.Add(device, retry = new Retry());
            }
            if (retry.Waiting is { } waiting)
            {
                retry.Waiting = waiting.With(batch); // it goes with the other that has failed
                return true;
            }
            if (retry.Tried >= options.Retries)
            {
                _devices.Remove(device);
                return false;
            }
            retry.Waiting = batch;
            retry.Timer = time.CreateTimer(
                _ => OnDue(retry, again), null, options.RetryAfter * Math.Pow(2, retry.Tried), Timeout.InfiniteTimeSpan);
            return true;
        }
    }

    /// <summary>It worked: what has failed beside it goes once more, and all begins anew.</summary>
    public void Worked(Jid account, PushRegistration registration)
    {
        var device = (account, registration.Service, registration.Node);
        lock (_lock)
        {
            if (!_devices.TryGetValue(device, out var retry))
                return;
            retry.Tried = 0;
            if (retry.Waiting is null)
                _devices.Remove(device);
        }
    }

    /// <summary>It is over for good, or nobody has to be woken any more.</summary>
    public void Forget(Jid account, PushRegistration registration)
    {
        lock (_lock)
        {
            if (_devices.Remove((account, registration.Service, registration.Node), out var retry))
                retry.Timer?.Dispose();
        }
    }

    private void OnDue(Retry retry, Action<PushBatch> again)
    {
        PushBatch batch;
        lock (_lock)
        {
            if (retry.Waiting is not { } waiting)
                return; // it has just gone with another one
            batch = waiting;
            retry.Waiting = null;
            retry.Timer?.Dispose();
            retry.Tried++;
        }
        again(batch);
    }

    private sealed class Retry
    {
        public PushBatch? Waiting { get; set; }
        public ITimer? Timer { get; set; }
        public int Tried { get; set; }
    }
}
