using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Xmpp.Tests.Wire.Http;

namespace Xmpp.Tests.Wire;

/// <summary>A client's TCP connection: sends text, reads frames, remembers what was said last.</summary>
public sealed class WireConnection : IAsyncDisposable
{
    private const int Remembered = 10;
    private readonly Socket? socket;
    private readonly Action? drop;
    private readonly Queue<string> last = new();
    private readonly List<WireFrame> putBack = [];
    private readonly byte[] buffer = new byte[16 * 1024];
    private WireFrameScanner scanner = new();
    private Stream stream;
    private bool isDropped;

    private WireConnection(string name, Socket socket)
    {
        Name = name;
        this.socket = socket;
        stream = new NetworkStream(socket, ownsSocket: true);
    }

    private WireConnection(string name, Socket? socket, Stream stream, Action? drop)
    {
        Name = name;
        this.socket = socket;
        this.stream = stream;
        this.drop = drop;
    }

    public string Name { get; }

    /// <summary>Nothing more comes: the script or the server ended it.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The end tag of the stream came.</summary>
    public bool IsStreamEnded { get; private set; }

    /// <summary>The connection's TLS, or null in clear.</summary>
    public SslStream? Tls => stream as SslStream;

    public string? Language => scanner.Language;

    /// <summary>The last things sent and received, oldest first.</summary>
    public IEnumerable<string> Last => last;

    /// <summary>Sees everything, for a console that shows both directions.</summary>
    public Action<string>? OnExchange { get; set; }

    /// <summary>A WebSocket (RFC 7395); <paramref name="isRaw"/>: each write is a message, else it looks like TCP.</summary>
    public static async Task<WireConnection> ConnectWebSocketAsync(
        string name, IPEndPoint server, string host, bool isRaw, CancellationToken ct)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, ct);
        return new(name, socket, await WebSocketStream.OpenAsync(socket, host, isRaw, ct), null);
    }

    /// <summary>A BOSH session (XEP-0206); <paramref name="isRaw"/>: each write is a request, else it looks like TCP.</summary>
    public static WireConnection OfBosh(string name, IPEndPoint server, string host, bool isRaw)
    {
        var stream = isRaw ? new BoshRawStream(server, host) : new BoshStream(server, host);
        return new(name, null, stream, stream.Drop);
    }

    public static async Task<WireConnection> ConnectAsync(string name, IPEndPoint server, CancellationToken ct)
    {
        var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server, ct);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        return new(name, socket);
    }

    /// <summary>Waits for a connection that the server under test opens.</summary>
    public static async Task<WireConnection> AcceptAsync(string name, Socket listener, CancellationToken ct)
    {
        var socket = await listener.AcceptAsync(ct);
        socket.NoDelay = true;
        return new(name, socket);
    }

    /// <summary>The handshake of the side that was connected to.</summary>
    public async Task StartTlsAsServerAsync(X509Certificate2 certificate, CancellationToken ct)
    {
        scanner = new WireFrameScanner();
        var tls = new SslStream(stream, false);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, ct);
        stream = tls;
        Remember("    (TLS handshake)");
    }

    /// <summary>The handshake of the client. Any certificate will do: scripts are about XMPP.</summary>
    public async Task StartTlsAsync(
        string host, CancellationToken ct, X509Certificate2? certificate = null, SslProtocols protocols = SslProtocols.None)
    {
        // RFC 6120 §5.4.3.3: what came before the handshake is forgotten.
        scanner = new WireFrameScanner();
#pragma warning disable CA5359 // The servers under test make their own certificates.
        var tls = new SslStream(stream, false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = host,
            ClientCertificates = certificate is null ? null : [certificate],
            EnabledSslProtocols = protocols,
        }, ct);
        stream = tls;
        Remember("    (TLS handshake)");
    }

    public Task SendAsync(string text, CancellationToken ct) => SendAsync(Encoding.UTF8.GetBytes(text), ct);

    public async Task SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        Remember($"{Name} -> {Shorten(Encoding.UTF8.GetString(bytes.Span))}");
        await stream.WriteAsync(bytes, ct);
        await stream.FlushAsync(ct);
    }

    /// <summary>The next frame: Closed at the end of the connection, and ever after.</summary>
    public async Task<WireFrame> NextAsync(CancellationToken ct)
    {
        if (putBack.Count > 0)
        {
            var frame = putBack[0];
            putBack.RemoveAt(0);
            return frame;
        }
        while (true)
        {
            if (scanner.Next() is { } frame)
                return Came(frame);
            if (IsClosed)
                return new(WirePatternKind.Closed, "closed");
            var read = await ReadAsync(ct);
            if (read > 0)
                scanner.Add(buffer.AsSpan(0, read));
            else
                IsClosed = true;
        }
    }

    /// <summary>Leaves a frame to be read once more, before all that was not read yet.</summary>
    public void PutBack(IEnumerable<WireFrame> frames) => putBack.InsertRange(0, frames);

    /// <summary>TCP reset: nothing is said. Any thread.</summary>
    public void Drop()
    {
        if (IsClosed || Interlocked.Exchange(ref isDropped, true))
            return;
        Remember("    (drops)");
        if (socket is not null)
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }
        drop?.Invoke();
        IsClosed = true;
    }

    public async ValueTask DisposeAsync()
    {
        IsClosed = true;
        // Not the TLS stream: its farewell may wait for a server that is already gone.
        socket?.Dispose();
        await stream.DisposeAsync();
    }

    private async Task<int> ReadAsync(CancellationToken ct)
    {
        try
        {
            return await stream.ReadAsync(buffer, ct);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException)
        {
            Remember($"    ({e.Message})");
            return 0;
        }
    }

    private WireFrame Came(WireFrame frame)
    {
        IsStreamEnded |= frame.Kind == WirePatternKind.StreamEnd;
        Remember($"{Name} <- {Shorten(frame.Text)}");
        return frame;
    }

    private void Remember(string line)
    {
        OnExchange?.Invoke(line);
        last.Enqueue(line);
        if (last.Count > Remembered)
            last.Dequeue();
    }

    private static string Shorten(string text) => text.Length > 2000 ? $"{text[..2000]}… ({text.Length} characters)" : text;
}
