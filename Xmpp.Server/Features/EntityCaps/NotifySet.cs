using System.Collections.Frozen;
using System.Xml.Linq;

namespace Xmpp.Server.Features.EntityCaps;

/// <summary>The nodes that a client wants notifications of: its features that end in "+notify" (XEP-0060 §9.2).</summary>
internal sealed class NotifySet
{
    public static readonly NotifySet Empty = new([]);

    private const string Suffix = "+notify";

    /// <summary>More than any client has; each may be as long as a NodeID.</summary>
    private const int MaxNodes = 500;

    private static readonly XName s_feature = XNamespace.Get("http://jabber.org/protocol/disco#info") + "feature";

    private readonly FrozenSet<string> _nodes;

    private NotifySet(IEnumerable<string> nodes) => _nodes = nodes.ToFrozenSet(StringComparer.Ordinal);

    public bool IsEmpty => _nodes.Count == 0;

    public bool Contains(string node) => _nodes.Contains(node);

    /// <param name="query">A disco#info result.</param>
    public static NotifySet Of(XElement query)
    {
        var nodes = query.Elements(s_feature)
            .Select(feature => (string?)feature.Attribute("var"))
            .OfType<string>()
            .Where(feature => feature.Length > Suffix.Length && feature.EndsWith(Suffix, StringComparison.Ordinal))
            .Take(MaxNodes)
            .Select(feature => feature[..^Suffix.Length])
            .ToList();
        return nodes.Count == 0 ? Empty : new NotifySet(nodes);
    }
}
