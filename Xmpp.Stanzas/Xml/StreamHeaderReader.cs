using System.Text;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Stanzas.Xml;

/// <summary>Takes the stream header out of the root element (RFC 6120 §4.7, §4.8).</summary>
internal static class StreamHeaderReader
{
    private static readonly XNamespace Dialback = "jabber:server:dialback";

    public static StreamHeader Read(XElement root, in StartTag tag, XNamespace defaultNamespace)
    {
        var prefix = tag.Colon < 0 ? "" : Encoding.UTF8.GetString(tag.Name[..tag.Colon]);
        return new StreamHeader
        {
            To = root.Attribute(XmppNames.To)?.Value,
            From = root.Attribute(XmppNames.From)?.Value,
            Id = root.Attribute(XmppNames.Id)?.Value,
            Version = root.Attribute("version")?.Value,
            Lang = root.Attribute(XmppNames.Lang)?.Value,
            StreamNamespace = root.Name.NamespaceName,
            LocalName = root.Name.LocalName,
            Prefix = prefix,
            ContentNamespace = defaultNamespace.NamespaceName,
            HasOtherPrefixes = root.Attributes().Any(a => IsPrefix(a) && a.Name.LocalName != prefix && !IsKnown(a.Value)),
            DeclaresDialback = root.Attributes().Any(a => IsPrefix(a) && a.Value == Dialback.NamespaceName),
        };
    }

    // XEP-0220 §2.1 asks for the dialback prefix on the header, so it is none of those that RFC 6120 §4.8.5 forbids.
    private static bool IsKnown(string space) =>
        space == Dialback.NamespaceName || space == XmppNames.Streams.NamespaceName;

    private static bool IsPrefix(XAttribute attribute) => attribute.Name.Namespace == XNamespace.Xmlns;
}
