using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.Muc;

/// <summary>
/// Searches (XEP-0431) of rooms for users of other servers and of components. What carries them carries the stanzas of other
/// people, too, and handles one after the other: so the answer to what may take long comes later, and nobody waits for it.
/// </summary>
/// <param name="hosts">Whose users have a stream of their own, and wait on it.</param>
/// <param name="router">Known only later: it needs the services.</param>
/// <param name="background">Where they are searched for.</param>
/// <param name="max">So many at a time for the users of one domain.</param>
internal sealed class RoomSearches(HostTable hosts, Func<Router> router, BackgroundWork background, int max)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _running = new(StringComparer.Ordinal);

    public bool AreLater(Jid from) => !hosts.Contains(from.Domain);

    /// <summary>Begins one: null, or the error that the asker is to get at once.</summary>
    /// <param name="iq">What was asked.</param>
    /// <param name="from">Who has asked.</param>
    /// <param name="answer">Finds and sends; null, or the error that the asker is to get.</param>
    public StanzaError? Begin(Iq iq, Jid from, Func<CancellationToken, ValueTask<StanzaError?>> answer)
    {
        if (!TryEnter(from.Domain))
            return StanzaError.ResourceConstraint; // RFC 6120 §8.3.3.18, type wait
        background.Run("search of a room", async ct =>
        {
            try
            {
                if (await router().GuardAsync(answer, StanzaKind.Iq, ct) is { } error)
                    await router().BounceAsync(iq, from, error, ct);
            }
            finally
            {
                Leave(from.Domain);
            }
        });
        return null;
    }

    private bool TryEnter(string domain)
    {
        lock (_lock)
        {
            var running = _running.GetValueOrDefault(domain);
            if (running >= max)
                return false;
            _running[domain] = running + 1;
            return true;
        }
    }

    private void Leave(string domain)
    {
        lock (_lock)
        {
            if (--_running[domain] == 0)
                _running.Remove(domain);
        }
    }
}
