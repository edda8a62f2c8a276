using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Components.Delegation;

/// <summary>
/// How many requests wait for the answers of each component, and how many of them are of one sender: nobody alone uses up
/// what is there for all.
/// </summary>
internal sealed class WaitingRequests
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Jid, int> _all = [];
    private readonly Dictionary<(Jid Component, Jid Sender), int> _bySender = [];

    /// <summary>One more; false if there are too many.</summary>
    /// <param name="component">That is asked.</param>
    /// <param name="sender">Bare.</param>
    /// <param name="max">Of one component; a tenth of it, and one at least, may be one sender's.</param>
    public bool TryEnter(Jid component, Jid sender, int max)
    {
        lock (_lock)
        {
            var (all, own) = (_all.GetValueOrDefault(component), _bySender.GetValueOrDefault((component, sender)));
            if (all >= max || own >= Math.Max(1, max / 10))
                return false;
            (_all[component], _bySender[(component, sender)]) = (all + 1, own + 1);
            return true;
        }
    }

    /// <summary>One is answered, or never was sent.</summary>
    public void Leave(Jid component, Jid sender)
    {
        lock (_lock)
        {
            _all[component]--;
            if (--_bySender[(component, sender)] == 0)
                _bySender.Remove((component, sender));
        }
    }
}
