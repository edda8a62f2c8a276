using System.Xml.Linq;

namespace Xmpp.Server.Features.Profiles;

/// <summary>What vcard-temp (XEP-0054) and vCard4 (RFC 6351, XEP-0292 §11) can both say; all else stays where it is.</summary>
internal static class VCardMapping
{
    public static readonly XNamespace Temp = "vcard-temp";
    public static readonly XNamespace V4 = "urn:ietf:params:xml:ns:vcard-4.0";
    public static readonly XName TempCard = Temp + "vCard";
    public static readonly XName V4Card = V4 + "vcard";

    // vcard-temp, vCard4, and what holds the value there.
    private static readonly (string Temp, string V4, string Value)[] s_plain =
    [
        ("FN", "fn", "text"), ("NICKNAME", "nickname", "text"), ("BDAY", "bday", "date"), ("URL", "url", "uri"),
        ("TITLE", "title", "text"), ("ROLE", "role", "text"), ("DESC", "note", "text"),
    ];

    private static readonly (string Temp, string V4)[] s_name =
        [("FAMILY", "surname"), ("GIVEN", "given"), ("MIDDLE", "additional"), ("PREFIX", "prefix"), ("SUFFIX", "suffix")];

    private static readonly (string Temp, string V4)[] s_address =
    [
        ("POBOX", "pobox"), ("EXTADD", "ext"), ("STREET", "street"), ("LOCALITY", "locality"), ("REGION", "region"),
        ("PCODE", "code"), ("CTRY", "country"),
    ];

    private static readonly (string Temp, string V4)[] s_types =
    [
        ("HOME", "home"), ("WORK", "work"), ("VOICE", "voice"), ("FAX", "fax"), ("CELL", "cell"), ("PAGER", "pager"), ("VIDEO", "video"),
    ];

    /// <summary>The card with what the other one says in place of its own; what that cannot say stays.</summary>
    public static XElement ToVCard4(XElement temp, XElement? before)
    {
        var card = Rest(before, V4Card, V4, [.. s_plain.Select(p => p.V4), "n", "org", "email", "tel", "adr"]);
        foreach (var (from, to, value) in s_plain)
            AddTo(card, to, temp.Elements(Temp + from).Select(e => new XElement(V4 + value, e.Value)).Where(HasText));
        AddTo(card, "n", Parts(temp.Element(Temp + "N"), Temp, s_name.Select(n => (n.Temp, n.V4)), V4));
        AddTo(card, "org", temp.Elements(Temp + "ORG").Elements(Temp + "ORGNAME").Select(e => new XElement(V4 + "text", e.Value)).Where(HasText));
        foreach (var email in temp.Elements(Temp + "EMAIL").Where(e => HasText(e.Element(Temp + "USERID"))))
            card.Add(new XElement(V4 + "email", TypesOf(email), new XElement(V4 + "text", email.Element(Temp + "USERID")?.Value)));
        foreach (var tel in temp.Elements(Temp + "TEL").Where(e => HasText(e.Element(Temp + "NUMBER"))))
            card.Add(new XElement(V4 + "tel", TypesOf(tel), new XElement(V4 + "text", tel.Element(Temp + "NUMBER")?.Value)));
        foreach (var address in temp.Elements(Temp + "ADR"))
        {
            var parts = Parts(address, Temp, s_address.Select(a => (a.Temp, a.V4)), V4).ToList();
            if (parts.Count > 0)
                card.Add(new XElement(V4 + "adr", TypesOf(address), parts));
        }
        return card;
    }

    /// <summary>The other way round.</summary>
    public static XElement ToTemp(XElement card, XElement? before)
    {
        var temp = Rest(before, TempCard, Temp, [.. s_plain.Select(p => p.Temp), "N", "ORG", "EMAIL", "TEL", "ADR"]);
        foreach (var (to, from, _) in s_plain)
        {
            foreach (var property in card.Elements(V4 + from).Where(p => HasText(ValueOf(p))))
                temp.Add(new XElement(Temp + to, ValueOf(property)?.Value));
        }
        var name = Parts(card.Element(V4 + "n"), V4, s_name.Select(n => (n.V4, n.Temp)), Temp).ToList();
        if (name.Count > 0)
            temp.Add(new XElement(Temp + "N", name));
        foreach (var org in card.Elements(V4 + "org").Where(p => HasText(ValueOf(p))))
            temp.Add(new XElement(Temp + "ORG", new XElement(Temp + "ORGNAME", ValueOf(org)?.Value)));
        foreach (var email in card.Elements(V4 + "email").Where(p => HasText(ValueOf(p))))
            temp.Add(new XElement(Temp + "EMAIL", TypesFrom(email), new XElement(Temp + "INTERNET"), new XElement(Temp + "USERID", ValueOf(email)?.Value)));
        foreach (var tel in card.Elements(V4 + "tel").Where(p => HasText(ValueOf(p))))
            temp.Add(new XElement(Temp + "TEL", TypesFrom(tel), new XElement(Temp + "NUMBER", NumberOf(tel))));
        foreach (var address in card.Elements(V4 + "adr"))
        {
            var parts = Parts(address, V4, s_address.Select(a => (a.V4, a.Temp)), Temp).ToList();
            if (parts.Count > 0)
                temp.Add(new XElement(Temp + "ADR", TypesFrom(address), parts));
        }
        return temp;
    }

    private static XElement Rest(XElement? before, XName card, XNamespace ns, string[] replaced) => new(
        card, before?.Elements().Where(e => e.Name.Namespace != ns || !replaced.Contains(e.Name.LocalName)));

    private static void AddTo(XElement card, string property, IEnumerable<XElement> values)
    {
        if (property == "n")
        {
            var parts = values.ToList();
            if (parts.Count > 0)
                card.Add(new XElement(V4 + property, parts));
            return;
        }
        foreach (var value in values)
            card.Add(new XElement(V4 + property, value));
    }

    private static IEnumerable<XElement> Parts(
        XElement? of, XNamespace from, IEnumerable<(string From, string To)> names, XNamespace to)
    {
        foreach (var (name, other) in of is null ? [] : names)
        {
            if (of?.Element(from + name) is { } part && HasText(part))
                yield return new XElement(to + other, part.Value);
        }
    }

    private static XElement? TypesOf(XElement property)
    {
        var types = s_types.Where(t => property.Element(Temp + t.Temp) is not null).Select(t => new XElement(V4 + "text", t.V4)).ToList();
        return types.Count == 0 ? null : new XElement(V4 + "parameters", new XElement(V4 + "type", types));
    }

    private static IEnumerable<XElement> TypesFrom(XElement property)
    {
        var given = property.Elements(V4 + "parameters").Elements(V4 + "type").Elements().Select(e => e.Value).ToList();
        return s_types.Where(t => given.Contains(t.V4)).Select(t => new XElement(Temp + t.Temp));
    }

    // RFC 6351 §5: the value is the element behind the parameters, whatever its type.
    private static XElement? ValueOf(XElement property) => property.Elements().FirstOrDefault(e => e.Name != V4 + "parameters");

    private static string NumberOf(XElement tel)
    {
        var value = ValueOf(tel)?.Value.Trim() ?? "";
        return value.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? value[4..] : value;
    }

    private static bool HasText(XElement? element) => !string.IsNullOrWhiteSpace(element?.Value);
}
