using System.Buffers.Text;
using System.Diagnostics;
using System.Text;

namespace XmppLoad;

/// <summary>One stanza with its numbers patched in place before each send. Not thread-safe: one per sender.</summary>
internal sealed class MessageTemplate
{
    // Has a character that needs UTF-8 and one that needs escaping, so that damage to either shows.
    private const string Filler = "caf\u00e9 &amp; cake at noon? ";

    private readonly byte[] stanza;
    private readonly byte[] filler;
    private readonly int[] idAt;
    private readonly int sequenceAt, timeAt;

    public int Size => stanza.Length;

    public MessageTemplate(uint run, int stream, string to, string type, int size)
    {
        const string id = "@@@@@@@@@@";
        string head = $"<message to='{to}' type='{type}' id='m{run:x8}{id}'><body>";
        string mark = $"#{run:x8}:{stream:d6}:SSSSSSSSSS:TTTTTTTTTTTTTTTTTTT# ";
        string tail = "</body><active xmlns='http://jabber.org/protocol/chatstates'/>"
            + (type == "chat" ? "<request xmlns='urn:xmpp:receipts'/>" : "")
            + $"<origin-id xmlns='urn:xmpp:sid:0' id='m{run:x8}{id}'/></message>";
        int room = size - Encoding.UTF8.GetByteCount(head + mark + tail);
        filler = FillerOf(room);
        stanza = [.. Encoding.UTF8.GetBytes(head + mark), .. filler, .. Encoding.UTF8.GetBytes(tail)];
        var all = new List<int>();
        for (int i = 0; (i = IndexFrom(stanza, Encoding.UTF8.GetBytes(id), i)) >= 0; i++) all.Add(i);
        idAt = [.. all];
        sequenceAt = IndexFrom(stanza, "SSSSSSSSSS"u8, 0);
        timeAt = IndexFrom(stanza, "TTTTTTTTTTTTTTTTTTT"u8, 0);
    }

    /// <summary>The filler that a stanza of this template must arrive with.</summary>
    public ReadOnlySpan<byte> ExpectedFiller => filler;

    public ReadOnlySpan<byte> Next(int sequence)
    {
        foreach (int at in idAt) Digits(stanza.AsSpan(at, 10), sequence);
        Digits(stanza.AsSpan(sequenceAt, 10), sequence);
        Digits(stanza.AsSpan(timeAt, 19), Stopwatch.GetTimestamp());
        return stanza;
    }

    private static byte[] FillerOf(int room)
    {
        byte[] unit = Encoding.UTF8.GetBytes(Filler);
        if (room < unit.Length) return unit; // never less than one whole filler
        var f = new byte[room];
        unit.CopyTo(f, 0);
        for (int i = unit.Length; i < room; i++) f[i] = (byte)('a' + i % 26);
        return f;
    }

    private static int IndexFrom(byte[] data, ReadOnlySpan<byte> what, int from)
    {
        int i = data.AsSpan(from).IndexOf(what);
        return i < 0 ? -1 : from + i;
    }

    private static void Digits(Span<byte> at, long value)
    {
        for (int i = at.Length - 1; i >= 0; i--, value /= 10) at[i] = (byte)('0' + value % 10);
    }

    /// <summary>Reads the mark of a received stanza; false when there is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> received, out Mark mark, out ReadOnlySpan<byte> filler)
    {
        mark = default;
        filler = default;
        var body = received.TextOf("<body"u8);
        if (body.Length < 48
            || body[0] != '#' || body[9] != ':' || body[16] != ':' || body[27] != ':' || body[47] != '#') return false;
        if (!Utf8Parser.TryParse(body.Slice(1, 8), out uint run, out int n, 'x') || n != 8) return false;
        if (!Utf8Parser.TryParse(body.Slice(10, 6), out int stream, out n) || n != 6) return false;
        if (!Utf8Parser.TryParse(body.Slice(17, 10), out int sequence, out n) || n != 10) return false;
        if (!Utf8Parser.TryParse(body.Slice(28, 19), out long at, out n) || n != 19) return false;
        mark = new Mark(run, stream, sequence, at);
        filler = body[Math.Min(body.Length, 49)..];
        return true;
    }
}
