using System.Net;
using System.Text;
using Xmpp.Server.Transport;

namespace Xmpp.Tests.Sessions;

/// <summary>A connection in memory: work runs at once, what is written is kept as text or counted.</summary>
internal sealed class TestConnection : IConnection
{
    private readonly StringBuilder _written = new();

    public long Id => 1;
    public IPEndPoint RemoteEndPoint { get; } = new(IPAddress.Loopback, 1);
    public TlsSession? Tls => null;
    public bool IsWritable { get; set; } = true;
    public bool IsOpen { get; private set; } = true;
    public bool IsOnLoop => true;

    /// <summary>False: only <see cref="Octets"/> are counted.</summary>
    public bool Keeps { get; set; } = true;

    public string Written => _written.ToString();
    public long Octets { get; private set; }

    public void Post(Action<object> work, object state) => work(state);

    public void Write(ReadOnlyMemory<byte> bytes)
    {
        Octets += bytes.Length;
        if (Keeps)
            _written.Append(Encoding.UTF8.GetString(bytes.Span));
    }

    public void Flush()
    {
    }

    public void StartTls(TlsSettings settings)
    {
    }

    public void PauseReading()
    {
    }

    public void ResumeReading()
    {
    }

    public void Close() => IsOpen = false;

    public void Abort() => IsOpen = false;
}
