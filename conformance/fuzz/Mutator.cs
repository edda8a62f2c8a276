namespace Xmpp.Fuzz;

/// <summary>Changes inputs at random; the same seed gives the same inputs again.</summary>
internal sealed class Mutator(ulong seed)
{
    private const int MaxLength = 8_192;

    private static readonly byte[][] Pieces =
    [
        [0], [0x80], [0xC0, 0xBC], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xFF],
        "<"u8.ToArray(), ">"u8.ToArray(), "/>"u8.ToArray(), "</"u8.ToArray(), "='"u8.ToArray(), "\""u8.ToArray(),
        "&amp;"u8.ToArray(), "&#x"u8.ToArray(), ";"u8.ToArray(), "]]>"u8.ToArray(), "<![CDATA["u8.ToArray(),
        "<!--"u8.ToArray(), "<?xml "u8.ToArray(), "xmlns:a='u'"u8.ToArray(), " xmlns='jabber:client'"u8.ToArray(),
        "a:"u8.ToArray(), "xml:lang"u8.ToArray(), "\uFFFE"u8.ToArray(), "\uFEFF"u8.ToArray(), "\r\n"u8.ToArray(),
        "@"u8.ToArray(), "."u8.ToArray(), "xn--"u8.ToArray(), "[::1]"u8.ToArray(), "\u3002"u8.ToArray(),
        "\u00DF"u8.ToArray(), "\u0130"u8.ToArray(), "\u05D0"u8.ToArray(), "\u200D"u8.ToArray(), "\u0300"u8.ToArray(),
        "\U0001F600"u8.ToArray(), "\u212B"u8.ToArray(), ","u8.ToArray(), "=2C"u8.ToArray(), "=3D"u8.ToArray(),
        "n="u8.ToArray(), "r="u8.ToArray(), "c=biws"u8.ToArray(), "p="u8.ToArray(), "m="u8.ToArray(), "p=tls-exporter"u8.ToArray(),
    ];

    private ulong _state = seed;

    /// <summary>One of the corpus, crossed with another at times, with up to eight changes.</summary>
    public byte[] Next(IReadOnlyList<byte[]> corpus)
    {
        var input = corpus[Below(corpus.Count)];
        if (Below(4) == 0)
            input = [.. input[..Below(input.Length + 1)], .. Slice(corpus[Below(corpus.Count)])];
        for (var changes = 1 + Below(8); changes > 0; changes--)
            input = Change(input);
        return input.Length > MaxLength ? input[..MaxLength] : input;
    }

    private byte[] Change(byte[] input)
    {
        var at = Below(input.Length + 1);
        var end = Math.Min(input.Length, at + Below(Below(8) == 0 ? 64 : 4));
        return Below(6) switch
        {
            0 => [.. input[..at], .. input[end..]],
            1 => [.. input[..at], (byte)Below(256), .. input[end..]],
            2 => [.. input[..at], .. Slice(input), .. input[at..]],
            3 => Flip(input),
            _ => [.. input[..at], .. Pieces[Below(Pieces.Length)], .. input[end..]],
        };
    }

    private byte[] Flip(byte[] input)
    {
        var copy = input.ToArray();
        if (copy.Length > 0)
            copy[Below(copy.Length)] ^= (byte)(1 << Below(8));
        return copy;
    }

    private byte[] Slice(byte[] input)
    {
        var from = Below(input.Length + 1);
        return input[from..Math.Min(input.Length, from + Below(128))];
    }

    // SplitMix64 (Steele, Lea, Flood 2014): small, and the same everywhere.
    private int Below(int count)
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)count);
    }
}
