using Xmpp.Server.Routing;

namespace Xmpp.Server.Sessions;

/// <summary>
/// One stanza on its way to an account, whose fate is open until a resource has it: written to a plain stream, or
/// acknowledged on one with stream management (XEP-0198). It may go to several resources; it is lost only when none of
/// them got it, and whoever loses the last one routes it again, so it comes once (cases SM-06).
/// </summary>
/// <param name="context">To route it again.</param>
internal sealed class Delivery(StanzaContext context)
{
    private readonly Lock _lock = new();
    private int _open;
    private bool _isTaken;

    public StanzaContext Context => context;

    /// <summary>Told once what became of it: true when a resource has it, false when nobody has it or will.</summary>
    public Action<bool>? OnSettled { get; init; }

    /// <summary>Somebody keeps it until it is settled, so that nobody need route it again.</summary>
    public bool IsKept { get; init; }

    public bool IsTaken
    {
        get
        {
            lock (_lock)
                return _isTaken;
        }
    }

    /// <summary>One more resource is about to be given it.</summary>
    public void Begin()
    {
        lock (_lock)
            _open++;
    }

    /// <summary>A resource has it.</summary>
    public void Taken()
    {
        lock (_lock)
        {
            _open--;
            if (_isTaken)
                return;
            _isTaken = true;
        }
        context.Mark?.Settle();
        OnSettled?.Invoke(true);
    }

    /// <summary>A resource that was to get it is gone. True when nobody has it or will, and it has to be routed again.</summary>
    public bool Lost()
    {
        lock (_lock)
        {
            if (--_open > 0 || _isTaken)
                return false;
        }
        OnSettled?.Invoke(false);
        return !IsKept;
    }
}
