using System.IO.Pipelines;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Web.Loops;

/// <summary>Where the code that waits for one end of a pipe goes on: on the connection's loop, or on the pool.</summary>
/// <param name="connection">Whose loop it is.</param>
internal sealed class LoopScheduler(IConnection connection) : PipeScheduler
{
    private volatile bool _isOnLoop;

    /// <summary>At once where the loop is already, so that what has come is handled without a change of thread.</summary>
    public bool IsOnLoop
    {
        get => _isOnLoop;
        init => _isOnLoop = value;
    }

    /// <summary>From the pool to the loop, for good.</summary>
    public void GoToLoop() => _isOnLoop = true;

    public override void Schedule(Action<object?> action, object? state)
    {
        if (!_isOnLoop)
            ThreadPool.Schedule(action, state);
        else if (connection.IsOnLoop)
            action(state);
        else
            connection.Post(action, state!);
    }
}
