using System.Globalization;
using System.Xml.Linq;

namespace Xmpp.Stanzas.Payloads;

/// <summary>XEP-0059: which part of a result set is asked for.</summary>
/// <param name="Max">Items at most; 0 asks for the number of items only (§2.7); null leaves it to the answerer.</param>
/// <param name="After">The page begins behind this item (§2.2).</param>
/// <param name="Before">The page ends before this item (§2.3); empty: it is the last page (§2.5).</param>
/// <param name="Index">The page begins at this position (§2.6).</param>
public sealed record ResultSetRequest(int? Max, string? After, string? Before, int? Index)
{
    /// <summary>No &lt;set/&gt; at all.</summary>
    public static readonly ResultSetRequest None = new(null, null, null, null);

    /// <summary>Reads &lt;set/&gt;; false if a number in it is none. No element is a request for the first page.</summary>
    public static bool TryRead(XElement? set, out ResultSetRequest request)
    {
        request = None;
        if (set is null)
            return true;
        if (!TryReadNumber(set, ResultSetNames.Max, out var max) || !TryReadNumber(set, ResultSetNames.Index, out var index))
            return false;
        // §2.2: no item named means the place before the first one.
        var after = set.Element(ResultSetNames.After)?.Value;
        request = new ResultSetRequest(
            max, after is "" ? null : after, set.Element(ResultSetNames.Before)?.Value, index);
        return true;
    }

    private static bool TryReadNumber(XElement set, XName name, out int? number)
    {
        number = null;
        if (set.Element(name) is not { } element)
            return true;
        // More than fits is more than there is.
        if (!long.TryParse(element.Value.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var read))
            return false;
        number = (int)Math.Min(read, int.MaxValue);
        return true;
    }
}
