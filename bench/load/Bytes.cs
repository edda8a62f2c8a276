namespace XmppLoad;

/// <summary>Small look-ups in the bytes of one stanza, enough for what servers write.</summary>
internal static class Bytes
{
    public static bool Has(this ReadOnlySpan<byte> stanza, ReadOnlySpan<byte> what) => stanza.IndexOf(what) >= 0;

    /// <summary>True when the stanza's element name is exactly <paramref name="name"/>.</summary>
    public static bool Is(this ReadOnlySpan<byte> stanza, ReadOnlySpan<byte> name) =>
        stanza.Length > name.Length + 1 && stanza[1..].StartsWith(name)
        && stanza[name.Length + 1] is (byte)' ' or (byte)'>' or (byte)'/' or (byte)'\n' or (byte)'\t';

    /// <summary>The bytes of the first tag, from '&lt;' to '&gt;' (quotes respected).</summary>
    public static ReadOnlySpan<byte> Head(this ReadOnlySpan<byte> stanza)
    {
        byte quote = 0;
        for (int i = 0; i < stanza.Length; i++)
        {
            byte b = stanza[i];
            if (quote != 0)
            {
                if (b == quote) quote = 0;
            }
            else if (b is (byte)'"' or (byte)'\'') quote = b;
            else if (b == (byte)'>') return stanza[..(i + 1)];
        }
        return stanza;
    }

    /// <summary>An attribute of the first tag, not unescaped; empty when absent.</summary>
    public static ReadOnlySpan<byte> Attribute(this ReadOnlySpan<byte> stanza, ReadOnlySpan<byte> name)
    {
        var head = stanza.Head();
        int i = 0;
        while (i < head.Length && head[i] is not ((byte)' ' or (byte)'>')) i++;
        while (i < head.Length)
        {
            while (i < head.Length && head[i] is (byte)' ' or (byte)'\n' or (byte)'\t') i++;
            int eq = head[i..].IndexOf((byte)'=');
            if (eq < 0) return default;
            var key = head.Slice(i, eq).TrimEnd(" \n\t"u8);
            i += eq + 1;
            while (i < head.Length && head[i] is not ((byte)'"' or (byte)'\'')) i++;
            if (i >= head.Length) return default;
            int close = head[(i + 1)..].IndexOf(head[i]);
            if (close < 0) return default;
            if (key.SequenceEqual(name)) return head.Slice(i + 1, close);
            i += close + 2;
        }
        return default;
    }

    /// <summary>The text between the first &lt;name …&gt; and the next '&lt;'; empty when absent.</summary>
    public static ReadOnlySpan<byte> TextOf(this ReadOnlySpan<byte> stanza, ReadOnlySpan<byte> openTag)
    {
        int i = stanza.IndexOf(openTag);
        if (i < 0) return default;
        var rest = stanza[(i + openTag.Length)..];
        int gt = rest.IndexOf((byte)'>');
        if (gt < 0 || (gt > 0 && rest[gt - 1] == (byte)'/')) return default;
        rest = rest[(gt + 1)..];
        int lt = rest.IndexOf((byte)'<');
        return lt < 0 ? default : rest[..lt];
    }
}
