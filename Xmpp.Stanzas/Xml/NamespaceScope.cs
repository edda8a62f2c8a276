using System.Text;
using System.Xml.Linq;

namespace Xmpp.Stanzas.Xml;

/// <summary>The namespace declarations in force while reading (Namespaces in XML 1.0 §6).</summary>
internal sealed class NamespaceScope
{
    private Binding[] _bindings = new Binding[4];
    private int _count;

    /// <summary>The default namespace.</summary>
    public XNamespace Default { get; private set; } = XNamespace.None;

    /// <param name="prefix">Empty for the default namespace.</param>
    /// <returns>False when this element has declared the prefix before.</returns>
    public bool TryDeclare(string prefix, XNamespace space, int depth)
    {
        for (var i = _count - 1; i >= 0 && _bindings[i].Depth == depth; i--)
        {
            if (_bindings[i].Prefix == prefix)
                return false;
        }
        if (_count == _bindings.Length)
            Array.Resize(ref _bindings, 2 * _count);
        _bindings[_count++] = new Binding(prefix, space, depth);
        if (prefix.Length == 0)
            Default = space;
        return true;
    }

    /// <summary>What a prefix stands for, or null; never called with <c>xmlns</c>.</summary>
    public Binding? Find(ReadOnlySpan<byte> prefix)
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (Is(_bindings[i].Prefix, prefix))
                return _bindings[i];
        }
        return null;
    }

    /// <summary>True when a prefix was declared for the namespace.</summary>
    public bool HasPrefix(XNamespace space)
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_bindings[i].Namespace == space && _bindings[i].Prefix.Length > 0)
                return true;
        }
        return false;
    }

    /// <summary>Forgets what the element at this depth declared.</summary>
    public void Leave(int depth)
    {
        var hadDefault = false;
        while (_count > 0 && _bindings[_count - 1].Depth >= depth)
        {
            hadDefault |= _bindings[--_count].Prefix.Length == 0;
            _bindings[_count] = default;
        }
        if (hadDefault)
            Default = FindDefault();
    }

    private XNamespace FindDefault()
    {
        for (var i = _count - 1; i >= 0; i--)
        {
            if (_bindings[i].Prefix.Length == 0)
                return _bindings[i].Namespace;
        }
        return XNamespace.None;
    }

    private static bool Is(string prefix, ReadOnlySpan<byte> bytes) =>
        Ascii.IsValid(bytes)
            ? Ascii.Equals(bytes, prefix)
            : prefix == Encoding.UTF8.GetString(bytes);

    internal readonly record struct Binding(string Prefix, XNamespace Namespace, int Depth);
}
