using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Xmpp.Tests.Wire.Http;

/// <summary>A client's WebSocket (RFC 7395), as a script sees it.</summary>
internal sealed class WebSocketStream : TextStream
{
    private readonly WireFrameScanner scanner = new();
    private readonly WebSocket socket;
    private readonly bool isRaw;

    private WebSocketStream(WebSocket socket, bool isRaw)
    {
        this.socket = socket;
        this.isRaw = isRaw;
        _ = ReceiveAsync();
    }

    /// <param name="tcp">Connected to the web server.</param>
    /// <param name="host">For the Host header.</param>
    /// <param name="isRaw">Each write is a message and the other way round; else it looks like TCP.</param>
    public static async Task<WebSocketStream> OpenAsync(Socket tcp, string host, bool isRaw, CancellationToken ct)
    {
        var stream = new NetworkStream(tcp, ownsSocket: false);
        var key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(16));
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                $"GET /xmpp-websocket HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + $"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: xmpp\r\n\r\n"),
            ct);
        var answer = await ReadHeadAsync(stream, ct);
        if (!answer.StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal)
            || !answer.Contains("Sec-WebSocket-Protocol: xmpp", StringComparison.OrdinalIgnoreCase))
        {
            throw new WireFailureException($"no WebSocket: {answer}");
        }
        return new WebSocketStream(
            WebSocket.CreateFromStream(stream, isServer: false, "xmpp", Timeout.InfiniteTimeSpan), isRaw);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (isRaw)
        {
            await SendAsync(buffer, cancellationToken);
            return;
        }
        scanner.Add(buffer.Span);
        while (scanner.Next() is { } frame)
            await SendAsync(Encoding.UTF8.GetBytes(FramedText.ToMessage(frame)), cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            socket.Dispose();
        base.Dispose(disposing);
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message, CancellationToken ct)
    {
        try
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, true, ct);
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException)
        {
            throw new IOException(e.Message, e);
        }
    }

    private static async Task<string> ReadHeadAsync(NetworkStream stream, CancellationToken ct)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && await stream.ReadAsync(one, ct) > 0)
            head.Append((char)one[0]);
        return head.ToString();
    }

    private async Task ReceiveAsync()
    {
        try
        {
            while (await NextAsync() is { } text)
                await CameAsync(isRaw ? FramedText.Check(text).ToString(SaveOptions.DisableFormatting) : FramedText.FromMessage(text));
            // RFC 6455 §5.5.1
            if (socket.State == WebSocketState.CloseReceived)
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
            Ended();
        }
        catch (WireFailureException e)
        {
            Ended(e);
        }
        catch (Exception e) when (e is WebSocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            Ended();
        }
    }

    private async Task<string?> NextAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
            if (result.MessageType == WebSocketMessageType.Close)
                return null;
            if (result.MessageType == WebSocketMessageType.Binary)
                throw new WireFailureException("a binary message (RFC 7395 §3.2)");
            await message.WriteAsync(buffer.AsMemory(0, result.Count));
            if (result.EndOfMessage)
                return Encoding.UTF8.GetString(message.ToArray());
        }
    }
}
