using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace Xmpp.Stanzas.Payloads;

/// <summary>XEP-0115 §5: the verification string of a disco#info result.</summary>
public static class EntityCapabilities
{
    private static readonly XNamespace s_info = "http://jabber.org/protocol/disco#info";
    private static readonly XNamespace s_forms = "jabber:x:data";

    /// <summary>The 'ver' attribute for the hash sha-1 (§5.1).</summary>
    /// <param name="query">The disco#info query element, complete.</param>
    public static string Hash(XElement query)
    {
#pragma warning disable CA5350 // XEP-0115 names SHA-1; it identifies a list of features, it protects nothing
        return Convert.ToBase64String(SHA1.HashData(Encoding.UTF8.GetBytes(VerificationString(query))));
#pragma warning restore CA5350
    }

    /// <summary>The string S of §5.1, sorted by octets ("i;octet").</summary>
    public static string VerificationString(XElement query)
    {
        var text = new StringBuilder();
        var identities = query.Elements(s_info + "identity").Select(i => string.Join('/',
            (string?)i.Attribute("category"), (string?)i.Attribute("type"),
            (string?)i.Attribute(XNamespace.Xml + "lang"), (string?)i.Attribute("name")));
        AppendSorted(text, identities);
        AppendSorted(text, query.Elements(s_info + "feature").Select(f => (string?)f.Attribute("var") ?? ""));
        foreach (var form in query.Elements(s_forms + "x").OrderBy(FormType, StringComparer.Ordinal))
        {
            text.Append(FormType(form)).Append('<');
            var fields = form.Elements(s_forms + "field")
                .Where(f => (string?)f.Attribute("var") != "FORM_TYPE")
                .OrderBy(f => (string?)f.Attribute("var"), StringComparer.Ordinal);
            foreach (var field in fields)
            {
                text.Append((string?)field.Attribute("var")).Append('<');
                AppendSorted(text, field.Elements(s_forms + "value").Select(v => v.Value));
            }
        }
        return text.ToString();
    }

    private static string FormType(XElement form) => form.Elements(s_forms + "field")
        .FirstOrDefault(f => (string?)f.Attribute("var") == "FORM_TYPE")?.Element(s_forms + "value")?.Value ?? "";

    private static void AppendSorted(StringBuilder text, IEnumerable<string> values)
    {
        foreach (var value in values.Order(StringComparer.Ordinal))
            text.Append(value).Append('<');
    }
}
