using System.Text;

namespace Xmpp.Server.Services.Upload;

/// <summary>
/// Rules about the names that clients give files (cases WEB-11). On disk nothing has such a name: it is the end of an
/// address, and what a browser saves the file as.
/// </summary>
internal static class FileNames
{
    private const int MaxBytes = 200;
    private const int MaxEndingBytes = 32;

    /// <summary>The name without folders and without what nobody sees, its ending kept (XEP-0363 §4); null if nothing is left.</summary>
    public static string? Clean(string name)
    {
        var kept = new StringBuilder();
        foreach (var rune in name.AsSpan()[(name.LastIndexOfAny(['/', '\\']) + 1)..].EnumerateRunes())
        {
            if (rune != Rune.ReplacementChar && !Rune.IsControl(rune) && !IsDirection(rune))
                kept.Append(rune);
        }
        var clean = kept.ToString().Trim().TrimEnd('.', ' ');
        return clean.Length == 0 ? null : Shorten(clean);
    }

    /// <summary>As the last part of an address: all but RFC 3986's unreserved characters percent-encoded, from UTF-8.</summary>
    public static string ToPath(string name) => Uri.EscapeDataString(name);

    private static string Shorten(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaxBytes)
            return name;
        var dot = name.LastIndexOf('.');
        var ending = dot > 0 && Encoding.UTF8.GetByteCount(name.AsSpan(dot)) <= MaxEndingBytes ? name[dot..] : "";
        var left = MaxBytes - Encoding.UTF8.GetByteCount(ending);
        var kept = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            left -= rune.Utf8SequenceLength;
            if (left < 0)
                break;
            kept.Append(rune);
        }
        return kept.ToString() + ending;
    }

    // What turns the direction of writing makes "exe.jpg" look like "gpj.exe".
    private static bool IsDirection(Rune rune) =>
        rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
