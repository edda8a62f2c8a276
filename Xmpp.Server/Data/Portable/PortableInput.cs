using System.Xml;
using System.Xml.Linq;

namespace Xmpp.Server.Data.Portable;

/// <summary>
/// A file that is read element by element, with limits on each; no document type, no entity but the five of XML, nothing
/// from elsewhere.
/// </summary>
internal sealed class PortableInput : IDisposable
{
    private readonly PortableLimits _limits;
    private readonly LimitedStream _stream;
    private readonly string _shown;

    /// <param name="path">The file.</param>
    /// <param name="shown">How the operator knows it.</param>
    public PortableInput(string path, string shown, PortableLimits limits)
    {
        _limits = limits;
        _shown = shown;
        _stream = new LimitedStream(
            new FileStream(path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.Read, BufferSize = 1 }),
            limits.ElementBytes);
        Reader = XmlReader.Create(_stream, new XmlReaderSettings
        {
            DtdProcessing = DtdProcessing.Prohibit,
            XmlResolver = null,
            CloseInput = true,
            IgnoreComments = true,
            IgnoreProcessingInstructions = true,
            NameTable = new LimitedNameTable(limits.NameLength, limits.NamesLength),
        });
    }

    public XmlReader Reader { get; }

    public XName Name => XName.Get(Reader.LocalName, Reader.NamespaceURI);

    public long Consumed => _stream.Consumed;

    /// <summary>Where the reader is, for the operator.</summary>
    public string Where => Reader is IXmlLineInfo line && line.HasLineInfo() ? $"{_shown}:{line.LineNumber}" : _shown;

    /// <summary>Goes on to the next node; each may have as much as the limits say.</summary>
    public bool Read()
    {
        _stream.Renew();
        return Reader.Read();
    }

    public void MoveToRoot()
    {
        _stream.Renew();
        Reader.MoveToContent();
    }

    public string? Attribute(XName name) => Reader.GetAttribute(name.LocalName, name.NamespaceName);

    /// <summary>Passes over the element that the reader is at.</summary>
    public void Skip()
    {
        if (!Reader.IsEmptyElement)
        {
            var depth = Reader.Depth;
            while (Read() && Reader.Depth > depth)
            {
            }
        }
        Read();
    }

    /// <summary>The element that the reader is at, behind which it then is.</summary>
    public XElement Load()
    {
        _stream.Renew();
        var depth = Reader.Depth;
        var root = NewElement();
        var isEmpty = Reader.IsEmptyElement;
        var open = root;
        var left = _limits.Elements;
        // The limit is on the element as a whole, so it is not renewed in here.
        while (!isEmpty && Reader.Read() && Reader.Depth > depth)
        {
            if (Reader.NodeType == XmlNodeType.Element && --left < 0)
                throw new DataException($"there are more than {_limits.Elements} elements in one");
            open = AddNode(open, depth);
        }
        Read();
        return root;
    }

    public DataException Broken(Exception e) => new($"{Where}: {e.Message}", e);

    public void Dispose() => Reader.Dispose();

    private XElement AddNode(XElement open, int depth)
    {
        switch (Reader.NodeType)
        {
            case XmlNodeType.Element:
                if (Reader.Depth - depth > _limits.Depth)
                    throw new DataException($"elements are more than {_limits.Depth} levels deep");
                var isEmpty = Reader.IsEmptyElement;
                var element = NewElement();
                open.Add(element);
                return isEmpty ? open : element;
            case XmlNodeType.EndElement:
                return open.Parent ?? open;
            case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace:
                open.Add(new XText(Reader.Value));
                return open;
            default:
                return open;
        }
    }

    private XElement NewElement()
    {
        if (Reader.AttributeCount > _limits.Attributes)
            throw new DataException($"an element has more than {_limits.Attributes} attributes");
        var element = new XElement(Name);
        while (Reader.MoveToNextAttribute())
        {
            if (Reader.NamespaceURI != XNamespace.Xmlns.NamespaceName)
                element.Add(new XAttribute(Name, Reader.Value));
        }
        Reader.MoveToElement();
        return element;
    }
}
