using System.Text;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;

namespace Xmpp.Stanzas.Xml;

/// <summary>Reads <c>xmlns</c> attributes by the rules of Namespaces in XML 1.0 §3 and §5.</summary>
internal static class NamespaceDeclaration
{
    /// <summary>Puts one declaration into the scope; returns what is wrong with it, or null.</summary>
    public static StreamError? Declare(
        NamespaceScope scope, ReadOnlySpan<byte> tag, RawAttribute attribute, int depth)
    {
        var error = ReadNamespace(tag, attribute, out var space);
        if (error is not null)
            return error;
        var prefix = attribute.Colon < 0 ? "" : Text(attribute.Name(tag)[6..]);
        return IsLegal(prefix, space) && scope.TryDeclare(prefix, space, depth) ? null : StreamError.NotWellFormed;
    }

    private static StreamError? ReadNamespace(ReadOnlySpan<byte> tag, RawAttribute attribute, out XNamespace space)
    {
        if (attribute.IsPlain)
        {
            space = NameTable.Namespace(attribute.Value(tag));
            return null;
        }
        var value = AttributeValue.Decode(attribute.Value(tag), out var error);
        space = XNamespace.Get(value ?? "");
        return error;
    }

    // §3: 'xml' and its namespace belong together and nothing else does to either; 'xmlns' cannot be declared.
    // §5 [NSC: No Prefix Undeclaring]: only the default namespace can be empty.
    private static bool IsLegal(string prefix, XNamespace space) =>
        prefix != "xmlns"
        && space != XNamespace.Xmlns
        && (prefix == "xml") == (space == XNamespace.Xml)
        && (prefix.Length == 0 || space != XNamespace.None);

    private static string Text(ReadOnlySpan<byte> prefix) =>
        prefix.SequenceEqual("stream"u8) ? "stream" : Encoding.UTF8.GetString(prefix);
}
