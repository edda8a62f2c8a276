using System.Buffers;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Stanzas.Xml;

/// <summary>Writes a tree with the declarations that its namespaces need (Namespaces in XML 1.0).</summary>
internal ref struct ElementWriter
{
    private readonly PrefixScope _prefixes = PrefixScope.Current;
    private readonly XNamespace _outerDefault;
    private readonly XNamespace _content; // what stands for jabber:client on this stream
    private Utf8Output _output;

    public ElementWriter(IBufferWriter<byte> output, OutputContext context)
    {
        _output = new Utf8Output(output);
        _content = context switch
        {
            OutputContext.ServerStream => XmppNames.Server,
            OutputContext.ComponentStream => XmppNames.Component,
            _ => XmppNames.Client,
        };
        _outerDefault = context == OutputContext.Standalone ? XNamespace.None : _content;
        _prefixes.Restore(0);
        if (context != OutputContext.Standalone)
            _prefixes.Push("stream", XmppNames.Streams);
    }

    public void Write(XElement element)
    {
        Write(element, _outerDefault, isContent: true, isTop: true);
        _output.Flush();
    }

    /// <summary>Writes a stanza; its addressing comes from the properties (see <see cref="Stanza"/>).</summary>
    public void Write(Stanza stanza, Jid? to)
    {
        var element = stanza.Element;
        var inner = _outerDefault;
        var prefix = WriteName(element, ref inner, isContent: true, isTop: true, out var firstOwn);
        // 'to' comes first, so that EncodedStanza can put it in.
        WriteAttribute(" to='"u8, to?.ToString());
        WriteDeclarations(inner, _outerDefault, firstOwn);
        WriteAttribute(" from='"u8, stanza.From?.ToString());
        WriteAttribute(" id='"u8, stanza.Id);
        WriteAttribute(" type='"u8, stanza.TypeName);
        WriteAttribute(" xml:lang='"u8, stanza.Lang);
        for (var attribute = element.FirstAttribute; attribute is not null; attribute = attribute.NextAttribute)
        {
            if (!IsAddressing(attribute.Name))
                WriteAttribute(attribute);
        }
        WriteContent(element, stanza.Appended, prefix, inner, isContent: true);
        _output.Flush();
    }

    private static bool IsAddressing(XName name) =>
        name == XmppNames.To || name == XmppNames.From || name == XmppNames.Id || name == XmppNames.Type
        || name == XmppNames.Lang;

    private void Write(XElement element, XNamespace outer, bool isContent, bool isTop = false)
    {
        // A tree of the server's own may be deeper than any that was read.
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var inner = outer;
        var before = _prefixes.Count;
        var prefix = WriteName(element, ref inner, isContent, isTop, out var firstOwn);
        WriteDeclarations(inner, outer, firstOwn);
        for (var attribute = element.FirstAttribute; attribute is not null; attribute = attribute.NextAttribute)
            WriteAttribute(attribute);
        WriteContent(element, [], prefix, inner, isContent);
        _prefixes.Restore(before);
    }

    private string? WriteName(
        XElement element, ref XNamespace inner, bool isContent, bool isTop, out int firstOwn)
    {
        firstOwn = _prefixes.Count;
        var declared = element.HasAttributes ? PushDeclarations(element) : null;
        inner = declared ?? inner;
        var space = element.Name.Namespace;
        // RFC 6120 §4.8.3: re-scoped are a stanza and its children, not what an extension holds.
        if (isContent && space == XmppNames.Client)
            space = _content;
        var prefix = space == inner ? null : PrefixFor(space, isTop);
        // What the element declares for its children is not to be repeated on each of them.
        if (prefix is null && declared is not null && space != inner && space != XNamespace.None && !isTop)
            prefix = Generate(space);
        if (prefix is null)
            inner = space;
        _output.Raw((byte)'<');
        WriteQualified(prefix, element.Name.LocalName);
        return prefix;
    }

    // RFC 6120 §4.8.5: never a prefix for a stanza, and 'stream' for the stream's namespace. A stanza's children need
    // none, as their namespace is the default one there.
    private readonly string? PrefixFor(XNamespace space, bool isTop)
    {
        if (space == XNamespace.None || (isTop && (space == XmppNames.Client || space == XmppNames.Server || space == _content)))
            return null;
        if (space == XNamespace.Xml)
            return "xml";
        if (_prefixes.Prefix(space) is { } prefix)
            return prefix;
        if (space != XmppNames.Streams || _prefixes.Namespace("stream") is not null)
            return null;
        _prefixes.Push("stream", space);
        return "stream";
    }

    private readonly string Generate(XNamespace space)
    {
        var prefix = _prefixes.Unused();
        _prefixes.Push(prefix, space);
        return prefix;
    }

    // Prefixes that the tree declares are kept, as attribute values may use them. Gives the default namespace declared.
    private readonly XNamespace? PushDeclarations(XElement element)
    {
        XNamespace? declared = null;
        for (var attribute = element.FirstAttribute; attribute is not null; attribute = attribute.NextAttribute)
        {
            if (!attribute.IsNamespaceDeclaration)
                continue;
            var space = XNamespace.Get(attribute.Value);
            var prefix = attribute.Name.LocalName;
            if (attribute.Name.Namespace == XNamespace.None)
                declared = space;
            else if (space != XNamespace.Xml && _prefixes.Namespace(prefix) != space)
                _prefixes.Push(prefix, space);
        }
        return declared;
    }

    private void WriteDeclarations(XNamespace inner, XNamespace outer, int firstOwn)
    {
        if (inner != outer)
            WriteAttribute(" xmlns='"u8, inner.NamespaceName);
        for (var i = firstOwn; i < _prefixes.Count; i++)
            WriteDeclaration(_prefixes[i].Prefix, _prefixes[i].Namespace);
    }

    private void WriteDeclaration(string prefix, XNamespace space)
    {
        _output.Raw(" xmlns:"u8);
        _output.Name(prefix);
        WriteAttribute("='"u8, space.NamespaceName);
    }

    private void WriteAttribute(XAttribute attribute)
    {
        if (attribute.IsNamespaceDeclaration)
            return;
        var space = attribute.Name.Namespace;
        var prefix = space == XNamespace.None ? null : space == XNamespace.Xml ? "xml" : _prefixes.Prefix(space);
        if (prefix is null && space != XNamespace.None)
        {
            // Namespaces in XML 1.0 §6.2: the default namespace does not hold for attributes.
            prefix = Generate(space);
            WriteDeclaration(prefix, space);
        }
        _output.Raw((byte)' ');
        WriteQualified(prefix, attribute.Name.LocalName);
        WriteAttribute("='"u8, attribute.Value);
    }

    private void WriteAttribute(ReadOnlySpan<byte> start, string? value)
    {
        if (value is null)
            return;
        _output.Raw(start);
        _output.Value(value);
        _output.Raw((byte)'\'');
    }

    private void WriteContent(
        XElement element, IReadOnlyList<XElement> appended, string? prefix, XNamespace inner, bool isContent)
    {
        if (element.IsEmpty && appended.Count == 0)
        {
            _output.Raw("/>"u8);
            return;
        }
        _output.Raw((byte)'>');
        var space = element.Name.Namespace;
        var isChildContent = isContent && (space == XmppNames.Client || space == _content);
        // FirstNode would turn the text of an element into a node, on the heap; Value does not.
        if (!element.HasElements)
            _output.Text(element.Value);
        else
            WriteNodes(element, inner, isChildContent);
        for (var i = 0; i < appended.Count; i++)
            Write(appended[i], inner, isChildContent);
        _output.Raw("</"u8);
        WriteQualified(prefix, element.Name.LocalName);
        _output.Raw((byte)'>');
    }

    private void WriteNodes(XElement element, XNamespace inner, bool isContent)
    {
        for (var node = element.FirstNode; node is not null; node = node.NextNode)
        {
            // RFC 6120 §11.1 rule 1: comments and processing instructions stay behind.
            if (node is XElement child)
                Write(child, inner, isContent);
            else if (node is WrittenXml written)
                _output.Raw(written.Bytes);
            else if (node is XText text)
                _output.Text(text.Value);
        }
    }

    private void WriteQualified(string? prefix, string local)
    {
        if (prefix is not null)
        {
            _output.Name(prefix);
            _output.Raw((byte)':');
        }
        _output.Name(local);
    }
}
