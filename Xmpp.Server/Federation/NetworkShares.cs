using System.Net;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Federation;

/// <summary>Places that everybody shares, of which one network gets a tenth at most: else one peer could have all.</summary>
/// <param name="places">How many there are now.</param>
internal sealed class NetworkShares(Func<int> places)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, int> _taken = [];
    private int _count;

    public int Count
    {
        get
        {
            lock (_lock)
                return _count;
        }
    }

    /// <summary>False if there is no place left, or none for this network.</summary>
    public bool TryTake(IPAddress address)
    {
        var network = Networks.Of(address);
        lock (_lock)
        {
            var own = _taken.GetValueOrDefault(network);
            if (_count >= places() || own >= Math.Max(1, places() / 10))
                return false;
            _taken[network] = own + 1;
            _count++;
            return true;
        }
    }

    public void Leave(IPAddress address)
    {
        var network = Networks.Of(address);
        lock (_lock)
        {
            var left = _taken[network] - 1;
            if (left > 0)
                _taken[network] = left;
            else
                _taken.Remove(network);
            _count--;
        }
    }
}
