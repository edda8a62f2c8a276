using System.Net.Http.Headers;

namespace Xmpp.Server.Services.Upload;

/// <summary>Rules about media types (RFC 9110 §8.3.1).</summary>
internal static class MediaTypes
{
    /// <summary>XEP-0363 §7: what a file is of which nobody has said it.</summary>
    public const string Unknown = "application/octet-stream";

    private const int MaxLength = 255;

    /// <summary>The type as it goes into a header; false if it is none.</summary>
    public static bool TryNormalize(string text, out string type)
    {
        type = Unknown;
        if (text.Length > MaxLength || !System.Text.Ascii.IsValid(text) || !MediaTypeHeaderValue.TryParse(text, out var read)
            || read.MediaType is not { } essence || essence.Contains('*', StringComparison.Ordinal))
        {
            return false;
        }
        type = read.ToString();
        return true;
    }

    /// <summary>The same type, whatever the parameters say.</summary>
    public static bool AreSame(string a, string b) => EssenceOf(a).Equals(EssenceOf(b), StringComparison.OrdinalIgnoreCase);

    /// <summary>"image/png" or "image/*".</summary>
    public static bool IsRange(string text) =>
        !text.Contains(';', StringComparison.Ordinal) && text.Length <= MaxLength && System.Text.Ascii.IsValid(text)
        && TryNormalize(text.EndsWith("/*", StringComparison.Ordinal) ? text[..^1] + "x" : text, out _);

    /// <param name="type">A normalized type.</param>
    /// <param name="ranges">Those that are allowed, in lower case; none: all.</param>
    public static bool IsAllowed(string type, IReadOnlyList<string> ranges)
    {
        var essence = EssenceOf(type).ToString().ToLowerInvariant();
        return ranges.Count == 0 || ranges.Any(range => range.EndsWith("/*", StringComparison.Ordinal)
            ? essence.StartsWith(range[..^1], StringComparison.Ordinal)
            : essence == range);
    }

    /// <summary>
    /// Cases WEB-12: only what no browser runs is shown in it; all else is saved. SVG is an image that runs scripts.
    /// </summary>
    public static bool IsShown(string type)
    {
        var essence = EssenceOf(type).ToString().ToLowerInvariant();
        return !essence.Contains("xml", StringComparison.Ordinal)
            && (essence.StartsWith("image/", StringComparison.Ordinal) || essence.StartsWith("video/", StringComparison.Ordinal)
                || essence.StartsWith("audio/", StringComparison.Ordinal));
    }

    /// <summary>What a page of this origin could load as its own script, whatever the file's policy says.</summary>
    public static bool IsScript(string type)
    {
        var essence = EssenceOf(type).ToString().ToLowerInvariant();
        return essence.Contains("script", StringComparison.Ordinal) || essence.EndsWith("wasm", StringComparison.Ordinal);
    }

    private static ReadOnlySpan<char> EssenceOf(string type) =>
        (type.IndexOf(';', StringComparison.Ordinal) is >= 0 and var end ? type.AsSpan(0, end) : type).Trim();
}
