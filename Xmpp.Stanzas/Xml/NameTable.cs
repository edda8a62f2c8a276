using System.Text;
using System.Xml.Linq;

namespace Xmpp.Stanzas.Xml;

/// <summary>
/// Finds <see cref="XName"/> and <see cref="XNamespace"/> by their bytes without making strings. Two small caches of
/// fixed size, in pairs of slots: the newest takes the first and moves the one before to the second, so nothing that a peer
/// sends can make them grow, and what nobody uses any more is in nobody's way.
/// </summary>
internal static class NameTable
{
    private const int Slots = 1024;
    private const int LongestName = 40;
    private const int LongestNamespace = 80;

    private static readonly NameEntry?[] Names = new NameEntry?[Slots];
    private static readonly NamespaceEntry?[] Namespaces = new NamespaceEntry?[Slots];

    /// <param name="space">The namespace of the name.</param>
    /// <param name="local">A checked NCName.</param>
    public static XName Name(XNamespace space, ReadOnlySpan<byte> local)
    {
        if (local.Length > LongestName)
            return space.GetName(Encoding.UTF8.GetString(local));
        var slot = (Utf8Hash.Of(local) ^ (uint)space.GetHashCode()) % Slots & ~1u;
        if (Names[slot] is { } first && first.Is(space, local))
            return first.Name;
        if (Names[slot + 1] is { } second && second.Is(space, local))
            return second.Name;
        var name = space.GetName(Encoding.UTF8.GetString(local));
        // Entries never change, so a race costs one of the two its place.
        Names[slot + 1] = Names[slot];
        Names[slot] = new NameEntry(local.ToArray(), name);
        return name;
    }

    /// <param name="uri">ASCII.</param>
    public static XNamespace Namespace(ReadOnlySpan<byte> uri)
    {
        if (uri.IsEmpty)
            return XNamespace.None;
        if (uri.Length > LongestNamespace)
            return XNamespace.Get(Encoding.ASCII.GetString(uri));
        var slot = Utf8Hash.Of(uri) % Slots & ~1u;
        if (Namespaces[slot] is { } first && uri.SequenceEqual(first.Uri))
            return first.Namespace;
        if (Namespaces[slot + 1] is { } second && uri.SequenceEqual(second.Uri))
            return second.Namespace;
        var space = XNamespace.Get(Encoding.ASCII.GetString(uri));
        Namespaces[slot + 1] = Namespaces[slot];
        Namespaces[slot] = new NamespaceEntry(uri.ToArray(), space);
        return space;
    }

    private sealed record NamespaceEntry(byte[] Uri, XNamespace Namespace);

    private sealed class NameEntry(byte[] local, XName name)
    {
        public XName Name => name;

        public bool Is(XNamespace space, ReadOnlySpan<byte> bytes) =>
            ReferenceEquals(name.Namespace, space) && bytes.SequenceEqual(local);
    }
}
