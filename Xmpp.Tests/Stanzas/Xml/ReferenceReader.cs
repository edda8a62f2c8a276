using System.Diagnostics.CodeAnalysis;
using System.Xml;
using System.Xml.Linq;

namespace Xmpp.Tests.Stanzas.Xml;

/// <summary>The second opinion: System.Xml, with what RFC 6120 §11.1 forbids taken as an error.</summary>
internal static class ReferenceReader
{
    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        CheckCharacters = true,
        ConformanceLevel = ConformanceLevel.Document,
        XmlResolver = null,
    };

    /// <summary>The children of the root element, or false when the bytes are no such document.</summary>
    public static bool TryRead(byte[] document, [NotNullWhen(true)] out XElement? root)
    {
        root = null;
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(document), Settings);
            var tree = XDocument.Load(reader, LoadOptions.PreserveWhitespace);
            if (tree.DescendantNodes().Any(n => n is not (XElement or XText)))
                return false;
            root = tree.Root;
        }
        catch (Exception e) when (e is XmlException or ArgumentException)
        {
            return false;
        }
        return root is not null;
    }
}
