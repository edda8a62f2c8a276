using System.Xml.Linq;

namespace Xmpp.Stanzas.Xml;

/// <summary>The prefixes in force while writing; one for each thread, empty between two calls.</summary>
internal sealed class PrefixScope
{
    [ThreadStatic]
    private static PrefixScope? t_current;

    private (string Prefix, XNamespace Namespace)[] _bindings = new (string, XNamespace)[8];

    public static PrefixScope Current => t_current ??= new PrefixScope();

    public int Count { get; private set; }

    public (string Prefix, XNamespace Namespace) this[int index] => _bindings[index];

    public void Push(string prefix, XNamespace space)
    {
        if (Count == _bindings.Length)
            Array.Resize(ref _bindings, 2 * Count);
        _bindings[Count++] = (prefix, space);
    }

    /// <summary>Back to what it was; lets go of the strings.</summary>
    public void Restore(int count)
    {
        _bindings.AsSpan(count, Count - count).Clear();
        Count = count;
    }

    /// <summary>The innermost prefix that stands for a namespace here, or null.</summary>
    public string? Prefix(XNamespace space)
    {
        for (var i = Count - 1; i >= 0; i--)
        {
            if (_bindings[i].Namespace == space && Namespace(_bindings[i].Prefix) == space)
                return _bindings[i].Prefix;
        }
        return null;
    }

    /// <summary>What a prefix stands for, or null.</summary>
    public XNamespace? Namespace(string prefix)
    {
        for (var i = Count - 1; i >= 0; i--)
        {
            if (_bindings[i].Prefix == prefix)
                return _bindings[i].Namespace;
        }
        return null;
    }

    /// <summary>A prefix that means nothing here.</summary>
    public string Unused()
    {
        for (var number = 1; ; number++)
        {
            var prefix = $"ns{number}";
            if (Namespace(prefix) is null)
                return prefix;
        }
    }
}
