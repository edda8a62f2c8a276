using System.Text;
using System.Xml.Linq;

namespace Xmpp.Stanzas.Payloads;

/// <summary>XEP-0390 §4.1: what is hashed of a disco#info result.</summary>
public static class EntityCapabilities2
{
    private const byte FileSeparator = 0x1c, GroupSeparator = 0x1d, RecordSeparator = 0x1e, UnitSeparator = 0x1f;

    private static readonly XNamespace s_info = "http://jabber.org/protocol/disco#info";

    /// <summary>The input of the hash function; false for a result that has none.</summary>
    /// <param name="query">The disco#info query element, complete.</param>
    /// <param name="input">The octets.</param>
    public static bool TryGetInput(XElement query, out byte[] input)
    {
        input = [];
        var features = new List<byte[]>();
        var identities = new List<byte[]>();
        var forms = new List<byte[]>();
        foreach (var child in query.Elements())
        {
            if (child.Name == s_info + "feature")
            {
                features.Add(Unit((string?)child.Attribute("var")));
            }
            else if (child.Name == s_info + "identity")
            {
                identities.Add(
                [
                    .. Unit((string?)child.Attribute("category")), .. Unit((string?)child.Attribute("type")),
                    .. Unit((string?)child.Attribute(XNamespace.Xml + "lang")), .. Unit((string?)child.Attribute("name")),
                    RecordSeparator,
                ]);
            }
            else if (child.Name == DataFormNames.X && IsNamedForm(child))
            {
                forms.Add(FormOf(child));
            }
            else
            {
                return false; // rules 1 to 3
            }
        }
        input = [.. Sorted(features, FileSeparator), .. Sorted(identities, FileSeparator), .. Sorted(forms, FileSeparator)];
        return true;
    }

    private static bool IsNamedForm(XElement form) =>
        form.Element(DataFormNames.Ns + "reported") is null && form.Element(DataFormNames.Ns + "item") is null
        && form.Elements(DataFormNames.Field).Any(f => (string?)f.Attribute(DataFormNames.Var) == DataFormNames.FormType);

    private static byte[] FormOf(XElement form) => Sorted(
        [
            .. form.Elements(DataFormNames.Field).Select(field => (byte[])
            [
                .. Unit((string?)field.Attribute(DataFormNames.Var)),
                .. Sorted([.. field.Elements(DataFormNames.Value).Select(value => Unit(value.Value))], null),
                RecordSeparator,
            ]),
        ],
        GroupSeparator);

    private static byte[] Unit(string? text) => [.. Encoding.UTF8.GetBytes(text ?? ""), UnitSeparator];

    // "i;octet": by their octets.
    private static byte[] Sorted(List<byte[]> parts, byte? end)
    {
        parts.Sort(static (a, b) => a.AsSpan().SequenceCompareTo(b));
        IEnumerable<byte> joined = parts.SelectMany(part => part);
        return end is { } separator ? [.. joined, separator] : [.. joined];
    }
}
