using System.Text;
using System.Xml.Linq;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Data;

/// <summary>Elements that another server keeps as text.</summary>
internal static class ForeignElement
{
    /// <summary>Characters of one element; what is longer is not asked for.</summary>
    public const int MaxText = 16 * 1024 * 1024;

    private static readonly StanzaReaderLimits s_limits = new(MaxText + 1024, 128, 256, 65_536);

    /// <summary>Null for what is not one element.</summary>
    /// <param name="around">What has no namespace has this one: that of where it came from.</param>
    public static XElement? Read(string? text, XNamespace around)
    {
        if (text is null)
            return null;
        var document = Encoding.UTF8.GetBytes($"<x xmlns='{around.NamespaceName}'>{text}</x>");
        return StanzaReader.TryReadElement(document, s_limits, out var read) && read.Nodes().ToList() is [XElement element]
            ? new XElement(element)
            : null;
    }
}
