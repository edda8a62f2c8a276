using System.Xml;
using System.Xml.Linq;

namespace Xmpp.Tests.Wire.Http;

/// <summary>The messages of RFC 7395, and how they look on TCP.</summary>
internal static class FramedText
{
    public static readonly XNamespace Framing = "urn:ietf:params:xml:ns:xmpp-framing";

    private const string Streams = "http://etherx.jabber.org/streams";

    /// <summary>A message of ours for what a client writes on TCP.</summary>
    public static string ToMessage(WireFrame frame) => frame.Kind switch
    {
        WirePatternKind.Header => new XElement(
            Framing + "open",
            frame.Element!.Attributes().Where(a => !a.IsNamespaceDeclaration)).ToString(SaveOptions.DisableFormatting),
        WirePatternKind.StreamEnd => new XElement(Framing + "close").ToString(),
        _ => frame.Element!.ToString(SaveOptions.DisableFormatting),
    };

    /// <summary>What a server would have written on TCP instead of this message.</summary>
    public static string FromMessage(string text)
    {
        var element = Check(text);
        if (element.Name == Framing + "close")
            return "</stream:stream>";
        return element.Name == Framing + "open" ? Header(element.Attributes()) : text;
    }

    public static string Header(IEnumerable<XAttribute> attributes)
    {
        XNamespace streams = Streams;
        var header = new XElement(
            streams + "stream",
            new XAttribute(XNamespace.Xmlns + "stream", Streams),
            attributes.Where(a => !a.IsNamespaceDeclaration)).ToString(SaveOptions.DisableFormatting);
        return $"{header[..^2].TrimEnd()} xmlns='jabber:client'>";
    }

    /// <summary>RFC 7395 §3.3.3: one element, with everything that it needs.</summary>
    public static XElement Check(string text)
    {
        if (!text.StartsWith('<'))
            throw new WireFailureException($"a message does not begin with '<': {text}");
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            var element = XElement.Load(reader, LoadOptions.PreserveWhitespace);
            return element.Name.Namespace != XNamespace.None
                ? element
                : throw new WireFailureException($"a message without a namespace: {text}");
        }
        catch (XmlException e)
        {
            throw new WireFailureException($"a message that is no XML by itself ({e.Message}): {text}", e);
        }
    }
}
