using System.Globalization;
using System.Text;

namespace Xmpp.Tests.Wire;

/// <summary>
/// What a script sends, made into bytes: $x is what was captured, \x1A a byte, \{1000×a} a repetition, \b64{…} base64,
/// \proof{hash|password|client-first-bare|server-first|client-final-without-proof} and \signature{…} are SCRAM's, \handshake{id|secret} is XEP-0114's, \open{from|to} or
/// \open{from|to|id} a stream header of servers,
/// \\ and \$ and \| the characters themselves.
/// </summary>
public static class WireText
{
    /// <exception cref="FormatException">An unknown escape, or a capture that is not there yet.</exception>
    public static byte[] Expand(string text, WireCaptures captures)
    {
        var result = new List<byte>(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (NameAt(text, i) is { } name)
            {
                result.AddRange(Encoding.UTF8.GetBytes(captures[name]
                    ?? throw new FormatException($"${name} was never captured")));
                i += name.Length + 1;
            }
            else if (text[i] == '\\')
                i = Escape(text, i, captures, result);
            else
            {
                var length = char.IsHighSurrogate(text[i]) ? 2 : 1;
                result.AddRange(Encoding.UTF8.GetBytes(text, i, length));
                i += length;
            }
        }
        return [.. result];
    }

    /// <summary>The name of the capture that begins here, or null.</summary>
    internal static string? NameAt(string text, int at)
    {
        if (text[at] != '$' || (at > 0 && text[at - 1] == '\\'))
            return null;
        var end = at + 1;
        while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
            end++;
        return end > at + 1 && char.IsAsciiLetter(text[at + 1]) ? text[(at + 1)..end] : null;
    }

    /// <summary>The index behind the escape with braces that begins at the backslash.</summary>
    internal static int FunctionEnd(string text, int at)
    {
        var depth = 0;
        for (var i = at; i < text.Length; i++)
        {
            if (text[i] == '{')
                depth++;
            else if (text[i] == '}' && --depth == 0)
                return i + 1;
        }
        throw new FormatException($"no closing brace for {text[at..]}");
    }

    private static int Escape(string text, int at, WireCaptures captures, List<byte> result)
    {
        if (at + 1 >= text.Length)
            throw new FormatException("a lone \\ at the end");
        var next = text[at + 1];
        if (next is '\\' or '$' or '|')
        {
            result.Add((byte)next);
            return at + 2;
        }
        if (next == 'x' && at + 4 <= text.Length
            && byte.TryParse(text.AsSpan(at + 2, 2), NumberStyles.HexNumber, null, out var value))
        {
            result.Add(value);
            return at + 4;
        }
        var end = FunctionEnd(text, at);
        var brace = text.IndexOf('{', at);
        result.AddRange(Call(text[(at + 1)..brace], text[(brace + 1)..(end - 1)], captures));
        return end;
    }

    private static byte[] Call(string function, string arguments, WireCaptures captures) => function switch
    {
        "" => Repeat(arguments, captures),
        "b64" => Encoding.ASCII.GetBytes(Convert.ToBase64String(Expand(arguments, captures))),
        "open" => Encoding.UTF8.GetBytes(Open(arguments, captures)),
        "handshake" => Encoding.ASCII.GetBytes(Handshake(arguments, captures)),
        "proof" => Encoding.ASCII.GetBytes(Scram(arguments, captures).Proof),
        "signature" => Encoding.ASCII.GetBytes(Scram(arguments, captures).ServerSignature),
        _ => throw new FormatException($"unknown escape \\{function}{{…}}"),
    };

    private static byte[] Repeat(string arguments, WireCaptures captures)
    {
        var times = arguments.IndexOf('×');
        if (times < 0 || !int.TryParse(arguments.AsSpan(0, times).Trim(), CultureInfo.InvariantCulture, out var count))
            throw new FormatException("a repetition is \\{count×text}");
        var unit = Expand(arguments[(times + 1)..], captures);
        var result = new byte[unit.Length * count];
        for (var i = 0; i < count; i++)
            unit.CopyTo(result, i * unit.Length);
        return result;
    }

    private static string Open(string arguments, WireCaptures captures)
    {
        var parts = Split(arguments).ConvertAll(part => Encoding.UTF8.GetString(Expand(part, captures)));
        return parts.Count is 2 or 3
            ? WireServer.Header(parts[0], parts[1], parts.ElementAtOrDefault(2))
            : throw new FormatException("a header of servers takes from|to or from|to|id");
    }

    private static string Handshake(string arguments, WireCaptures captures)
    {
        var parts = Split(arguments).ConvertAll(part => Encoding.UTF8.GetString(Expand(part, captures)));
        return parts.Count == 2
            ? WireComponent.Digest(parts[0], parts[1])
            : throw new FormatException("a handshake takes stream-id|secret");
    }

    private static WireScram Scram(string arguments, WireCaptures captures)
    {
        var parts = Split(arguments).ConvertAll(part => Encoding.UTF8.GetString(Expand(part, captures)));
        if (parts.Count != 5)
            throw new FormatException(
                "SCRAM takes hash|password|client-first-bare|server-first|client-final-without-proof");
        return WireScram.Compute(parts[0], parts[1], parts[2], parts[3], parts[4]);
    }

    private static List<string> Split(string arguments)
    {
        var parts = new List<string>();
        var (start, depth) = (0, 0);
        for (var i = 0; i < arguments.Length; i++)
        {
            depth += arguments[i] == '{' ? 1 : arguments[i] == '}' ? -1 : 0;
            if (depth != 0 || arguments[i] != '|' || (i > 0 && arguments[i - 1] == '\\'))
                continue;
            parts.Add(arguments[start..i]);
            start = i + 1;
        }
        parts.Add(arguments[start..]);
        return parts;
    }
}
