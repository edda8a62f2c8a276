using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Components;

/// <summary>
/// Whom a component has shown available presence to, so that nobody is left with a ghost when it goes (cases PRE-01).
/// </summary>
/// <param name="max">Pairs that are kept.</param>
internal sealed class ComponentPresences(int max)
{
    private readonly Lock _lock = new();
    private readonly HashSet<(Jid From, Jid To)> _shown = [];
    private bool _isClosed;

    /// <summary>Notes a stanza; false if there are too many: refused then, as nobody could take it back.</summary>
    public bool TryNote(Presence presence, Jid from, Jid to)
    {
        if (presence.Type is not (PresenceType.Available or PresenceType.Unavailable))
            return true;
        lock (_lock)
        {
            if (presence.Type == PresenceType.Unavailable)
            {
                _shown.Remove((from, to));
                return true;
            }
            if (_isClosed)
                return false;
            if (_shown.Count >= max && !_shown.Contains((from, to)))
                return false;
            _shown.Add((from, to));
            return true;
        }
    }

    /// <summary>Takes no more; gives the presence that ends what is shown.</summary>
    public IReadOnlyList<Presence> Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            Presence[] ends = [.. _shown.Select(pair => new Presence(PresenceType.Unavailable, pair.From, pair.To))];
            _shown.Clear();
            return ends;
        }
    }
}
