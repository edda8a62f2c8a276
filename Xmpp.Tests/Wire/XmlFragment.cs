using System.Xml;
using System.Xml.Linq;

namespace Xmpp.Tests.Wire;

/// <summary>
/// Reads one complete element out of a stream that was opened elsewhere. Uses the framework's reader, not ours:
/// a fault shared by both ends would never show.
/// </summary>
public static class XmlFragment
{
    private static readonly XmlReaderSettings Settings = new()
    {
        ConformanceLevel = ConformanceLevel.Fragment,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        CheckCharacters = true,
    };

    public static XmlReader Open(string text, string defaultNamespace, params (string Prefix, string Name)[] prefixes)
    {
        var names = new XmlNamespaceManager(new NameTable());
        names.AddNamespace("", defaultNamespace);
        foreach (var (prefix, name) in prefixes)
            names.AddNamespace(prefix, name);
        return XmlReader.Create(new StringReader(text), Settings,
            new XmlParserContext(names.NameTable, names, null, XmlSpace.None));
    }

    public static XElement Read(string text, string defaultNamespace, params (string Prefix, string Name)[] prefixes)
    {
        using var reader = Open(text, defaultNamespace, prefixes);
        reader.MoveToContent();
        return (XElement)XNode.ReadFrom(reader);
    }
}
