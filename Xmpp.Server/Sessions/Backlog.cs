using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Sessions;

/// <summary>What one session that is over did not get; see <see cref="Backlogs"/>, under whose lock it changes.</summary>
/// <param name="account">Whose session it was.</param>
/// <param name="count">So many stanzas.</param>
/// <param name="onOutage">Called when the database is away.</param>
internal sealed class Backlog(Jid account, int count, Action onOutage)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _left = count;

    public Jid Account => account;
    public Action OnOutage => onOutage;
    public bool IsEmpty { get; } = count == 0;

    /// <summary>Everybody knows of the session's end.</summary>
    public bool IsAsked { get; set; }

    /// <summary>Completes when all of it has been brought.</summary>
    public Task Done => IsEmpty ? Task.CompletedTask : _done.Task;

    /// <summary>One of it has; true for the last.</summary>
    public bool Brought()
    {
        if (--_left > 0)
            return false;
        _done.TrySetResult();
        return true;
    }
}
