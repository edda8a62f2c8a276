using System.Net;
using DotNetty.Common.Concurrency;

namespace Xmpp.Server.Transport;

/// <summary>What connections that come by HTTP have in common: an id, and one of the loops to live on.</summary>
/// <param name="loops">Those of the server.</param>
/// <param name="remote">Whose connection it is.</param>
/// <param name="isSecure">Inside TLS, here or at a proxy that is trusted.</param>
/// <param name="below">The connection whose loop it shares, if it stands on one.</param>
internal abstract class LoopConnection(EventLoops loops, IPEndPoint remote, bool isSecure, IConnection? below = null) : IConnection
{
    private readonly IEventExecutor _loop = (below as ConnectionChannelHandler)?.Executor ?? loops.Workers.GetNext();

    public long Id { get; } = TcpListener.NextConnectionId();
    public IPEndPoint RemoteEndPoint => remote;

    /// <summary>Null: TLS, if there is any, belongs to HTTP, and nothing can be bound to it (cases WEB-04, AUTH-10).</summary>
    public TlsSession? Tls => null;

    public bool IsSecure => isSecure;
    public virtual bool IsAnswering => false;

    /// <summary>It came by the listener in clear: what it opens itself, it opens there.</summary>
    public bool IsByClearHttp { get; init; }

    public bool IsOnLoop => _loop.InEventLoop;
    public abstract bool IsWritable { get; }
    public abstract bool IsOpen { get; }

    public void Post(Action<object> work, object state) => _loop.Execute(work, state);

    public abstract void Write(ReadOnlyMemory<byte> bytes);

    public abstract void Flush();

    public void StartTls(TlsSettings settings) =>
        throw new NotSupportedException("TLS is below HTTP (RFC 7395 §3.9, XEP-0206 §2).");

    public abstract void PauseReading();

    public abstract void ResumeReading();

    public abstract void Close();

    public abstract void Abort();

    /// <summary>Awaited, goes on on the loop.</summary>
    protected LoopAwaitable Loop() => new(this);
}
