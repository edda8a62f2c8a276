using System.Xml.Linq;

namespace Xmpp.Stanzas.Payloads;

/// <summary>XEP-0059: which part of a result set was given.</summary>
/// <param name="First">The id of the first item of the page; null for an empty page (§2.2).</param>
/// <param name="Last">The id of the last item.</param>
/// <param name="Count">The items of the whole set, where that is known.</param>
public sealed record ResultSet(string? First, string? Last, int? Count = null)
{
    public XElement ToElement()
    {
        var set = new XElement(ResultSetNames.Set);
        if (First is not null)
            set.Add(new XElement(ResultSetNames.First, First));
        if (Last is not null)
            set.Add(new XElement(ResultSetNames.Last, Last));
        if (Count is { } count)
            set.Add(new XElement(ResultSetNames.Count, count));
        return set;
    }
}
