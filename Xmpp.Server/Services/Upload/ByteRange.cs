using System.Globalization;

namespace Xmpp.Server.Services.Upload;

/// <summary>A part of a file (RFC 9110 §14).</summary>
/// <param name="First">Its first octet.</param>
/// <param name="Length">At least one.</param>
internal readonly record struct ByteRange(long First, long Length)
{
    public long Last => First + Length - 1;

    /// <summary>What a Range header asks for.</summary>
    /// <param name="header">Its value, or null.</param>
    /// <param name="size">Of the file.</param>
    /// <param name="range">The part.</param>
    /// <returns>True, or false if nothing of that is there (§15.5.17); null for the whole: also for several parts at once, and
    /// for what cannot be read, which §14.2 lets us ignore.</returns>
    public static bool? TryRead(string? header, long size, out ByteRange range)
    {
        range = new ByteRange(0, size);
        if (header is null || !header.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase))
            return null;
        var spec = header.AsSpan("bytes=".Length).Trim();
        var dash = spec.IndexOf('-');
        if (dash < 0)
            return null;
        var from = spec[..dash];
        var to = spec[(dash + 1)..];
        if (from.IsEmpty)
            return TryReadNumber(to, out var suffix) ? OfSuffix(suffix, size, out range) : null;
        var last = long.MaxValue;
        if (!TryReadNumber(from, out var first) || (!to.IsEmpty && (!TryReadNumber(to, out last) || last < first)))
            return null;
        if (first >= size)
            return false;
        range = new ByteRange(first, Math.Min(last, size - 1) - first + 1);
        return true;
    }

    // §14.1.2: the last so many, or all if there are fewer.
    private static bool OfSuffix(long suffix, long size, out ByteRange range)
    {
        var length = Math.Min(suffix, size);
        range = new ByteRange(size - length, length);
        return length > 0;
    }

    private static bool TryReadNumber(ReadOnlySpan<char> digits, out long number) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
