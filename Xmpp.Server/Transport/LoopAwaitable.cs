using System.Runtime.CompilerServices;

namespace Xmpp.Server.Transport;

/// <summary>
/// <c>await connection.Loop()</c>: what follows runs on the connection's loop again. Code behind any other await runs on
/// the pool.
/// </summary>
internal readonly struct LoopAwaitable(IConnection connection) : INotifyCompletion
{
    public bool IsCompleted => connection.IsOnLoop;

    public LoopAwaitable GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => connection.Post(static state => ((Action)state)(), continuation);
}
