using System.Net;
using System.Text;
using Xmpp.Server.Transport;

namespace Xmpp.Tests.Sessions;

/// <summary>A connection in memory: work runs at once, one piece after the other, what is written is kept as text or counted.</summary>
internal sealed class TestConnection : IConnection
{
    private readonly StringBuilder _written = new();
    private readonly Lock _loop = new();

    public long Id => 1;
    public IPEndPoint RemoteEndPoint { get; init; } = new(IPAddress.Loopback, 1);
    public TlsSession? Tls => null;
    public bool IsWritable { get; set; } = true;
    public bool IsOpen { get; private set; } = true;
    public bool IsOnLoop => true;
    public bool IsAnswering { get; init; }

    /// <summary>False: only <see cref="Octets"/> are counted.</summary>
    public bool Keeps { get; set; } = true;

    public string Written
    {
        get
        {
            lock (_written)
                return _written.ToString();
        }
    }

    public long Octets { get; private set; }

    /// <summary>Told of each piece of work before it runs.</summary>
    public Action? Posting { get; set; }

    /// <summary>False: posted work is left to the test.</summary>
    public bool RunsWork { get; init; } = true;

    public void Post(Action<object> work, object state)
    {
        Posting?.Invoke();
        if (!RunsWork)
            return;
        lock (_loop)
            work(state);
    }

    /// <summary>Told of each write before it is done.</summary>
    public Action? Writing { get; set; }

    public void Write(ReadOnlyMemory<byte> bytes)
    {
        Writing?.Invoke();
        Octets += bytes.Length;
        if (!Keeps)
            return;
        lock (_written)
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
