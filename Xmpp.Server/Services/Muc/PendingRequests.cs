using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.Muc;

/// <summary>Requests of occupants that wait for their answers: so many at most, and so many of one account.</summary>
internal sealed class PendingRequests(int max, int maxPerAccount)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RoomRequest> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<Jid, int> _perAccount = [];

    /// <summary>False if there are too many already.</summary>
    /// <param name="id">Under which it goes to whom it is for.</param>
    public bool TryAdd(string id, RoomRequest request)
    {
        lock (_gate)
        {
            var mine = _perAccount.GetValueOrDefault(request.Asker.Bare);
            if (_waiting.Count >= max || mine >= maxPerAccount || !_waiting.TryAdd(id, request))
                return false;
            _perAccount[request.Asker.Bare] = mine + 1;
            return true;
        }
    }

    /// <summary>The request that this answers, if it does so and comes from whom it was asked.</summary>
    public RoomRequest? TryTake(Iq answer, Jid from, Jid to)
    {
        if (answer.Id is not { } id)
            return null;
        lock (_gate)
        {
            if (!_waiting.TryGetValue(id, out var request) || request.AskerAs != to
                || (request.Target != from && request.Target.Bare != from))
            {
                return null;
            }
            Remove(id, request);
            return request;
        }
    }

    /// <summary>Forgets those that were never answered.</summary>
    public void Expire(DateTimeOffset now)
    {
        lock (_gate)
        {
            foreach (var (id, request) in _waiting)
            {
                if (request.Until < now)
                    Remove(id, request);
            }
        }
    }

    private void Remove(string id, RoomRequest request)
    {
        _waiting.Remove(id);
        var left = _perAccount[request.Asker.Bare] - 1;
        if (left > 0)
            _perAccount[request.Asker.Bare] = left;
        else
            _perAccount.Remove(request.Asker.Bare);
    }
}
