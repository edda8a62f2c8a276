using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace XmppLoad;

/// <summary>
/// RFC 7395 below a <see cref="Connection"/> that speaks TCP: what is written is cut into messages, what is read is put
/// together, the header and the end are translated. Frames are masked with zeros, which costs the server as much as others.
/// </summary>
internal sealed class WebSocketStream(Stream inner, string domain) : Stream
{
    private static readonly byte[] Key = new byte[4];

    private readonly SemaphoreSlim writing = new(1);
    private readonly ArrayBufferWriter<byte> frames = new(1024);
    private readonly StanzaScanner scanner = new();
    private byte[] input = new byte[4096];
    private int from, filled, payload; // what is not read yet; of that, octets that belong to the message begun
    private byte[] said = [];

    /// <summary>The opening handshake (RFC 6455 §4).</summary>
    public async Task OpenAsync()
    {
        await inner.WriteAsync(Encoding.ASCII.GetBytes(
            $"GET /xmpp-websocket HTTP/1.1\r\nHost: {domain}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: xmpp\r\n\r\n"));
        var end = "\r\n\r\n"u8.ToArray();
        int at;
        while ((at = input.AsSpan(0, filled).IndexOf(end)) < 0)
            await MoreAsync();
        if (!Encoding.ASCII.GetString(input, 0, at).StartsWith("HTTP/1.1 101 ", StringComparison.Ordinal))
            throw new InvalidDataException(Encoding.ASCII.GetString(input, 0, at));
        from = at + end.Length;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (said.Length == 0 && payload == 0)
        {
            if (!await BeginAsync()) return 0;
        }
        int count;
        if (said.Length > 0)
        {
            count = Math.Min(said.Length, buffer.Length);
            said.AsSpan(0, count).CopyTo(buffer.Span);
            said = said[count..];
            return count;
        }
        if (from == filled) await MoreAsync();
        count = Math.Min(Math.Min(payload, filled - from), buffer.Length);
        input.AsSpan(from, count).CopyTo(buffer.Span);
        from += count;
        payload -= count;
        return count;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await writing.WaitAsync(cancellationToken);
        try
        {
            Cut(buffer.Span);
            await inner.WriteAsync(frames.WrittenMemory, cancellationToken);
            frames.ResetWrittenCount();
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>The next frame; false at the end.</summary>
    private async ValueTask<bool> BeginAsync()
    {
        await HaveAsync(2);
        int opcode = input[from] & 15, length = input[from + 1] & 127, head = 2;
        if (length == 126)
        {
            await HaveAsync(head = 4);
            length = BinaryPrimitives.ReadUInt16BigEndian(input.AsSpan(from + 2));
        }
        else if (length == 127)
        {
            await HaveAsync(head = 10);
            length = (int)BinaryPrimitives.ReadUInt64BigEndian(input.AsSpan(from + 2));
        }
        from += head;
        if (opcode == 8) return false;
        if (opcode != 1)
        {
            await HaveAsync(length);
            from += length;
            if (opcode == 9) await PongAsync();
            return true;
        }
        await HaveAsync(Math.Min(length, 6));
        var start = input.AsSpan(from, Math.Min(length, 6));
        if (!start.StartsWith("<open "u8) && !start.StartsWith("<close"u8))
        {
            payload = length;
            return true;
        }
        said = Encoding.ASCII.GetBytes(start[1] == 'o' ? "<stream:stream>" : "</stream:stream>");
        await HaveAsync(length);
        from += length;
        return true;
    }

    private async Task PongAsync()
    {
        await writing.WaitAsync();
        try
        {
            await inner.WriteAsync(new byte[] { 0x8A, 0x80, 0, 0, 0, 0 });
        }
        finally
        {
            writing.Release();
        }
    }

    private void Cut(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("<?xml"u8)) scanner.Reset();
        while (true)
        {
            var unit = scanner.Next(text, out int start, out int length);
            if (unit == Unit.None) break;
            if (unit == Unit.StreamOpen)
                Frame(Encoding.ASCII.GetBytes($"<open xmlns='urn:ietf:params:xml:ns:xmpp-framing' to='{domain}' version='1.0'/>"), []);
            else if (unit == Unit.StreamClose)
                Frame("<close xmlns='urn:ietf:params:xml:ns:xmpp-framing'/>"u8, []);
            else
                Stanza(text.Slice(start, length));
        }
        scanner.Shift(text.Length);
    }

    private void Stanza(ReadOnlySpan<byte> stanza)
    {
        if (!stanza.Is("iq"u8) && !stanza.Is("message"u8) && !stanza.Is("presence"u8))
        {
            Frame(stanza, []);
            return;
        }
        int name = stanza.IndexOfAny(" />"u8);
        Frame([.. stanza[..name], .. " xmlns='jabber:client'"u8], stanza[name..]);
    }

    private void Frame(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        int length = first.Length + second.Length;
        var head = frames.GetSpan(8);
        head[0] = 0x81;
        int used = 2;
        if (length < 126)
        {
            head[1] = (byte)(0x80 | length);
        }
        else
        {
            head[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(head[2..], checked((ushort)length));
            used = 4;
        }
        frames.Advance(used);
        frames.Write(Key);
        frames.Write(first);
        frames.Write(second);
    }

    private async ValueTask HaveAsync(int count)
    {
        while (filled - from < count)
            await MoreAsync();
    }

    private async ValueTask MoreAsync()
    {
        if (from == filled) from = filled = 0;
        if (filled == input.Length)
        {
            var larger = from > input.Length / 2 ? input : new byte[2 * input.Length];
            input.AsSpan(from, filled - from).CopyTo(larger);
            (input, filled, from) = (larger, filled - from, 0);
        }
        int n = await inner.ReadAsync(input.AsMemory(filled));
        if (n == 0) throw new IOException("the server closed the connection");
        filled += n;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override void Flush() { }
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
