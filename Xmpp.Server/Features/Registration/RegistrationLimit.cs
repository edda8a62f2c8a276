using System.Net;
using Xmpp.Server.Configuration;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Features.Registration;

/// <summary>How many accounts may be made in an hour, from one address and by all (cases ABU-03). Bounded memory.</summary>
internal sealed class RegistrationLimit(RegistrationOptions options, TimeProvider time)
{
    private static readonly TimeSpan s_window = TimeSpan.FromHours(1);

    private readonly Lock _lock = new();
    private readonly Queue<(DateTimeOffset At, IPAddress Network)> _recent = new();

    /// <summary>Takes one of the places; false if there is none.</summary>
    public bool TryTake(IPAddress address)
    {
        var network = Networks.Of(address);
        lock (_lock)
        {
            var now = time.GetUtcNow();
            while (_recent.TryPeek(out var oldest) && now - oldest.At >= s_window)
                _recent.Dequeue();
            if (_recent.Count >= options.PerHour || _recent.Count(r => r.Network.Equals(network)) >= options.PerAddressPerHour)
                return false;
            _recent.Enqueue((now, network));
            return true;
        }
    }
}
