using System.Text;
using System.Text.RegularExpressions;

namespace Xmpp.Tests.Wire;

/// <summary>One expected attribute value or text: literal, *, $capture, \b64{…}.</summary>
public static class WireValue
{
    private const string Base64 = "\\b64{";

    /// <summary>The captures after a match, or null when the value is another one.</summary>
    public static WireCaptures? Match(string pattern, string actual, WireCaptures captures, bool mayGoOn = false)
    {
        if (pattern.StartsWith(Base64, StringComparison.Ordinal) && pattern.EndsWith('}'))
            return Decode(actual) is { } decoded
                ? Match(pattern[Base64.Length..^1], decoded, captures, mayGoOn)
                : null;
        var names = new List<string>();
        var match = Regex.Match(actual, Compile(pattern, captures, names, mayGoOn),
            RegexOptions.Singleline | RegexOptions.CultureInvariant);
        if (!match.Success)
            return null;
        foreach (var name in names)
            captures = captures.With(name, match.Groups[name].Value);
        return captures;
    }

    private static string? Decode(string actual)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(actual));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static string Compile(string pattern, WireCaptures captures, List<string> names, bool mayGoOn)
    {
        var regex = new StringBuilder("\\A");
        for (var i = 0; i < pattern.Length;)
        {
            var c = pattern[i];
            var name = WireText.NameAt(pattern, i);
            if (name is not null)
            {
                regex.Append(captures[name] is { } known ? Regex.Escape(known)
                    : names.Contains(name) ? $"\\k<{name}>"
                    : $"(?<{name}>.+?)");
                if (captures[name] is null && !names.Contains(name))
                    names.Add(name);
                i += name.Length + 1;
            }
            else if (c == '\\' && i + 1 < pattern.Length && char.IsLetter(pattern[i + 1]))
            {
                var end = WireText.FunctionEnd(pattern, i);
                var text = Encoding.UTF8.GetString(WireText.Expand(pattern[i..end], captures));
                regex.Append(Regex.Escape(text));
                i = end;
            }
            else if (c == '\\' && i + 1 < pattern.Length)
            {
                regex.Append(Regex.Escape(pattern[i + 1].ToString()));
                i += 2;
            }
            else
            {
                regex.Append(c == '*' ? ".*" : Regex.Escape(c.ToString()));
                i++;
            }
        }
        return regex.Append(mayGoOn ? "" : "\\z").ToString();
    }
}
