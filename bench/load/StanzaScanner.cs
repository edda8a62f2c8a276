namespace XmppLoad;

/// <summary>
/// Incremental scanner that cuts an XMPP byte stream into stream header, first-level elements and stream end.
/// Every byte is looked at once, however the reads split it. It knows only as much XML as that takes: tags,
/// quoted attribute values and the declaration. Comments, DTDs and CDATA are refused (the first two are
/// forbidden in XMPP; the third never appears in what servers write).
/// </summary>
internal sealed class StanzaScanner
{
    private enum S : byte { Text, TagStart, OpenTag, CloseTag, Declaration, DoubleQuoted, SingleQuoted }

    private S state = S.Text;
    private int depth;
    private int next;       // first byte not looked at yet
    private int unitStart;  // first byte of the element in progress (or of the text between elements)

    /// <summary>Everything before this offset in the buffer is finished with and may be dropped.</summary>
    public int KeepFrom => unitStart;

    public void Reset()
    {
        state = S.Text;
        depth = 0;
        next = unitStart = 0;
    }

    /// <summary>The caller dropped <paramref name="count"/> bytes from the front of the buffer.</summary>
    public void Shift(int count)
    {
        next -= count;
        unitStart -= count;
    }

    /// <summary>
    /// Goes on scanning; returns the next complete unit, or None when more bytes are needed.
    /// </summary>
    public Unit Next(ReadOnlySpan<byte> data, out int start, out int length)
    {
        while (next < data.Length)
        {
            var rest = data[next..];
            int i;
            switch (state)
            {
                case S.Text:
                    i = rest.IndexOf((byte)'<');
                    if (i < 0)
                    {
                        next = data.Length;
                        if (depth <= 1) unitStart = next;
                        continue;
                    }
                    if (depth <= 1) unitStart = next + i;
                    next += i + 1;
                    state = S.TagStart;
                    continue;

                case S.TagStart:
                    state = rest[0] switch
                    {
                        (byte)'/' => S.CloseTag,
                        (byte)'?' => S.Declaration,
                        (byte)'!' => throw new InvalidDataException("comment, DTD or CDATA in the stream"),
                        _ => S.OpenTag,
                    };
                    next++;
                    continue;

                case S.OpenTag:
                    i = rest.IndexOfAny((byte)'>', (byte)'"', (byte)'\'');
                    if (i < 0)
                    {
                        next = data.Length;
                        continue;
                    }
                    next += i + 1;
                    if (rest[i] != (byte)'>')
                    {
                        state = rest[i] == (byte)'"' ? S.DoubleQuoted : S.SingleQuoted;
                        continue;
                    }
                    state = S.Text;
                    if (data[next - 2] == (byte)'/')
                    {
                        if (depth == 1) return Complete(Unit.Stanza, out start, out length);
                        if (depth == 0) throw new InvalidDataException("empty stream element");
                        continue;
                    }
                    if (depth++ == 0) return Complete(Unit.StreamOpen, out start, out length);
                    continue;

                case S.DoubleQuoted:
                case S.SingleQuoted:
                    i = rest.IndexOf(state == S.DoubleQuoted ? (byte)'"' : (byte)'\'');
                    if (i < 0)
                    {
                        next = data.Length;
                        continue;
                    }
                    next += i + 1;
                    state = S.OpenTag;
                    continue;

                case S.CloseTag:
                    i = rest.IndexOf((byte)'>');
                    if (i < 0)
                    {
                        next = data.Length;
                        continue;
                    }
                    next += i + 1;
                    state = S.Text;
                    depth--;
                    if (depth == 1) return Complete(Unit.Stanza, out start, out length);
                    if (depth == 0) return Complete(Unit.StreamClose, out start, out length);
                    if (depth < 0) throw new InvalidDataException("unbalanced end tag");
                    continue;

                case S.Declaration:
                    i = rest.IndexOf((byte)'>');
                    if (i < 0)
                    {
                        next = data.Length;
                        continue;
                    }
                    next += i + 1;
                    state = S.Text;
                    unitStart = next;
                    continue;
            }
        }
        start = length = 0;
        return Unit.None;
    }

    private Unit Complete(Unit unit, out int start, out int length)
    {
        start = unitStart;
        length = next - unitStart;
        unitStart = next;
        return unit;
    }
}
