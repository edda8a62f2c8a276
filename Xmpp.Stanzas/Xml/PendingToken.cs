using System.Buffers;

namespace Xmpp.Stanzas.Xml;

/// <summary>
/// The beginning of a token whose end has not arrived: a tag, a reference, a UTF-8 sequence. New bytes are looked at
/// once for the end; the token is parsed again at its end and each time it has doubled, so that work stays linear.
/// </summary>
internal struct PendingToken
{
    // What may stand between '&' and ';'.
    private static readonly SearchValues<byte> ReferenceBytes = SearchValues.Create(
        [.. "#ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._:"u8,
         .. Enumerable.Range(0x80, 0x80).Select(b => (byte)b)]);

    private static readonly SearchValues<byte> TagStops = SearchValues.Create("<>'\""u8);

    private byte[]? _bytes;
    private int _count;
    private int _retryAt;
    private byte _quote;

    public readonly bool IsEmpty => _count == 0;
    public readonly ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _count);

    /// <summary>Keeps what a parser found right but incomplete.</summary>
    public void Start(ReadOnlySpan<byte> bytes)
    {
        _quote = 0;
        Append(bytes);
        _retryAt = Math.Max(16, 2 * _count);
        if (bytes[0] == '<')
            FindTagEnd(bytes[1..]);
    }

    /// <summary>Takes bytes up to where the token may end; <paramref name="isDue"/> asks for another try to parse it.</summary>
    public int Take(ReadOnlySpan<byte> more, out bool isDue)
    {
        var end = FindEnd(more);
        isDue = end > 0;
        var taken = isDue ? end : more.Length;
        Append(more[..taken]);
        if (_count >= _retryAt)
        {
            isDue = true;
            _retryAt = 2 * _count;
        }
        return taken;
    }

    /// <summary>Forgets the token and gives the array back.</summary>
    public void Clear()
    {
        if (_bytes is not null)
            ArrayPool<byte>.Shared.Return(_bytes);
        this = default;
    }

    private int FindEnd(ReadOnlySpan<byte> more)
    {
        var bytes = Bytes;
        if (bytes[0] == '&')
            return more.IndexOfAnyExcept(ReferenceBytes) + 1;
        // A character has four octets at most; <![CDATA[ and <?xml are told by their first few.
        if (bytes[0] >= 0x80 || bytes.Length == 1 || bytes[1] == '!' || (bytes[1] == '?' && bytes.Length < 6))
        {
            if (bytes[0] == '<')
                FindTagEnd(more[..1]);
            return 1;
        }
        return FindTagEnd(more);
    }

    // Zero when the tag goes on; remembers whether the bytes end inside a quoted value. Another '<' ends it, too: nobody need
    // wait for a '>' to know that this is no tag.
    private int FindTagEnd(ReadOnlySpan<byte> bytes)
    {
        var at = 0;
        while (true)
        {
            var rest = bytes[at..];
            var found = _quote != 0
                ? rest.IndexOf(_quote)
                : rest.IndexOfAny(TagStops);
            if (found < 0)
                return 0;
            at += found + 1;
            if (_quote != 0)
                _quote = 0;
            else if (rest[found] is (byte)'>' or (byte)'<')
                return at;
            else
                _quote = rest[found];
        }
    }

    private void Append(ReadOnlySpan<byte> more)
    {
        var needed = _count + more.Length;
        if (_bytes is null || _bytes.Length < needed)
        {
            var grown = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _count));
            if (_bytes is not null)
            {
                Bytes.CopyTo(grown);
                ArrayPool<byte>.Shared.Return(_bytes);
            }
            _bytes = grown;
        }
        more.CopyTo(_bytes.AsSpan(_count));
        _count = needed;
    }
}
