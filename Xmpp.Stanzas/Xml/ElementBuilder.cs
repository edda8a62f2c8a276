using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Stanzas.Xml;

/// <summary>Makes an element of a start tag: namespaces resolved (Namespaces in XML 1.0), values normalised.</summary>
/// <param name="content">The namespace of stanzas on this stream (RFC 6120 §4.8.3).</param>
internal sealed class ElementBuilder(XNamespace content)
{
    private readonly NamespaceScope _scope = new();

    // How many of the open elements, from the outermost on, are in the content namespace.
    private int _contentDepth;

    /// <summary>The default namespace in force.</summary>
    public XNamespace DefaultNamespace => _scope.Default;

    /// <param name="tag">A complete start tag.</param>
    /// <param name="depth">0 for the stream header, 1 for a top-level element.</param>
    /// <param name="top">The top-level element around this one, if there is one.</param>
    /// <param name="limits">What is allowed.</param>
    /// <param name="error">When the method returns null.</param>
    /// <returns>The element, which has no parent; null when the tag breaks a rule.</returns>
    public XElement? Build(
        in StartTag tag, int depth, XElement? top, StanzaReaderLimits limits, out StreamError? error)
    {
        error = Declare(tag, depth, limits);
        if (error is not null)
            return null;
        var space = _scope.Default;
        NamespaceScope.Binding? prefix = null;
        if (tag.Colon >= 0)
        {
            prefix = Find(tag.Name[..tag.Colon]);
            if (prefix is null)
                error = StreamError.NotWellFormed;
            space = prefix?.Namespace ?? XNamespace.None;
        }
        // RFC 6120 §4.3.3: a new header follows STARTTLS or SASL, with a new reader. Anywhere else it would be an element
        // that never ends, and only the login timeout would answer (cases AUTH-02).
        if (depth == 1 && space == XmppNames.Streams && tag.Name[(tag.Colon + 1)..].SequenceEqual("stream"u8))
            error ??= StreamError.BadFormat;
        error ??= CheckContent(ref space, depth, isPrefixed: tag.Colon >= 0);
        if (error is not null)
            return null;
        var element = new XElement(NameTable.Name(space, tag.Name[(tag.Colon + 1)..]));
        CarryDeclaration(prefix, top ?? element, depth);
        error = AddAttributes(tag, element, top ?? element, depth);
        return error is null ? element : null;
    }

    /// <summary>Ends the element at this depth.</summary>
    public void Leave(int depth)
    {
        _scope.Leave(depth);
        _contentDepth = Math.Min(_contentDepth, depth - 1);
    }

    private StreamError? Declare(in StartTag tag, int depth, StanzaReaderLimits limits)
    {
        foreach (var attribute in tag.Attributes)
        {
            if (!attribute.IsDeclaration(tag.Bytes))
                continue;
            // A namespace is a name, too. Where the server takes a payload out of its stanza, the writer may have to
            // declare it again and again.
            if (attribute.ValueLength > limits.MaxNameBytes)
                return ReaderErrors.NameTooLong;
            if (NamespaceDeclaration.Declare(_scope, tag.Bytes, attribute, depth) is { } error)
                return error;
        }
        return null;
    }

    private StreamError? CheckContent(ref XNamespace space, int depth, bool isPrefixed)
    {
        if (depth == 0)
            return null;
        var isContent = space == content;
        if (depth == 1)
        {
            // RFC 6120 §4.8.5: no prefix for the content namespace.
            if (isContent && isPrefixed)
                return StreamError.BadNamespacePrefix;
            // RFC 6120 §4.8.3: no jabber:server stanza on a jabber:client stream, nor the other way round.
            if (!isContent && (space == XmppNames.Client || space == XmppNames.Server))
                return StreamError.InvalidNamespace;
        }
        if (isContent && _contentDepth == depth - 1)
        {
            _contentDepth = depth;
            // RFC 6120 §4.8.3: a stanza is re-scoped with its children, but not what an extension holds. Inside the
            // server every stanza is in jabber:client; the writer re-scopes it for its stream.
            space = XmppNames.Client;
        }
        return null;
    }

    private StreamError? AddAttributes(in StartTag tag, XElement element, XElement top, int depth)
    {
        foreach (var attribute in tag.Attributes)
        {
            if (attribute.IsDeclaration(tag.Bytes))
            {
                KeepDeclaration(tag, attribute, element);
                continue;
            }
            var name = Name(tag, attribute, top, depth);
            // XML 1.0 §3.1 [WFC: Unique Att Spec]; Namespaces in XML 1.0 §6.3: by expanded name, too.
            if (name is null || element.Attribute(name) is not null)
                return StreamError.NotWellFormed;
            StreamError? error = null;
            var raw = attribute.Value(tag.Bytes);
            var value = attribute.IsPlain ? CommonValues.Text(raw) : AttributeValue.Decode(raw, out error);
            if (value is null)
                return error;
            element.Add(new XAttribute(name, value));
        }
        return null;
    }

    private XName? Name(in StartTag tag, RawAttribute attribute, XElement top, int depth)
    {
        var name = attribute.Name(tag.Bytes);
        if (attribute.Colon < 0)
            return NameTable.Name(XNamespace.None, name);
        var prefix = Find(name[..attribute.Colon]);
        CarryDeclaration(prefix, top, depth);
        return prefix is { } found ? NameTable.Name(found.Namespace, name[(attribute.Colon + 1)..]) : null;
    }

    private NamespaceScope.Binding? Find(ReadOnlySpan<byte> prefix) =>
        prefix.SequenceEqual("xml"u8) ? new("xml", XNamespace.Xml, 0) : _scope.Find(prefix);

    // The element's own default namespace need not be kept: the writer declares it again. One that the writer may not
    // choose for the element must be, or it would have to repeat it on each child: few bytes would become many.
    private void KeepDeclaration(in StartTag tag, RawAttribute attribute, XElement element)
    {
        if (attribute.Colon >= 0)
        {
            if (_scope.Find(attribute.Name(tag.Bytes)[6..]) is { Prefix: not "xml" } declared)
                Keep(declared, element);
        }
        else if (tag.Colon >= 0 || _scope.HasPrefix(_scope.Default))
        {
            element.Add(new XAttribute("xmlns", _scope.Default.NamespaceName));
        }
    }

    // RFC 6120 §4.8.5: prefixes of the stream header are not known where the stanza goes, but for 'stream' and 'xml'.
    private static void CarryDeclaration(NamespaceScope.Binding? used, XElement top, int depth)
    {
        if (depth > 0 && used is { Depth: 0 } outer && outer.Namespace != XNamespace.Xml
            && (outer.Namespace != XmppNames.Streams || outer.Prefix != "stream"))
        {
            Keep(outer, top);
        }
    }

    private static void Keep(NamespaceScope.Binding declared, XElement element)
    {
        var name = XNamespace.Xmlns + declared.Prefix;
        if (element.Attribute(name) is null)
            element.Add(new XAttribute(name, declared.Namespace.NamespaceName));
    }
}
