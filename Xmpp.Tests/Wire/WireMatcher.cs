using System.Xml.Linq;

namespace Xmpp.Tests.Wire;

/// <summary>Compares what came with what the script expects, and says in words where they part.</summary>
public static class WireMatcher
{
    private static readonly XNamespace Client = "jabber:client";
    private static readonly XName StanzaId = XName.Get("stanza-id", "urn:xmpp:sid:0");
    private static readonly HashSet<XName> ErrorTexts =
    [
        XName.Get("text", "urn:ietf:params:xml:ns:xmpp-stanzas"),
        XName.Get("text", "urn:ietf:params:xml:ns:xmpp-streams"),
        XName.Get("text", "urn:ietf:params:xml:ns:xmpp-sasl"),
    ];

    public static WireMatch Match(XElement pattern, XElement actual, WireCaptures captures, WireReceiver receiver) =>
        Element(pattern, receiver.KnowsArchive ? actual : WithoutArchiveIds(actual), captures, receiver);

    // receiver is null below the root, where nothing may be left out.
    private static WireMatch Element(XElement pattern, XElement actual, WireCaptures captures, WireReceiver? receiver)
    {
        if (pattern.Name != actual.Name)
            return WireMatch.Differs($"<{Say(actual.Name)}/> instead of <{Say(pattern.Name)}/>");
        var match = Attributes(pattern, actual, captures, receiver);
        if (match.Captures is null)
            return match;
        match = Text(pattern, actual, match.Captures);
        return match.Captures is null ? match : Children(pattern, actual, match.Captures);
    }

    private static WireMatch Attributes(
        XElement pattern, XElement actual, WireCaptures captures, WireReceiver? receiver)
    {
        foreach (var expected in Compared(pattern))
        {
            if (expected.Name == WirePattern.MoreAttributes)
                continue;
            if (actual.Attribute(expected.Name) is not { } found)
                return WireMatch.Differs($"<{Say(actual.Name)}/> has no {Say(expected.Name)}='{expected.Value}'");
            if (WireValue.Match(expected.Value, found.Value, captures) is not { } more)
                return WireMatch.Differs($"<{Say(actual.Name)}/> has {found} instead of {expected}");
            captures = more;
        }
        if (pattern.Attribute(WirePattern.MoreAttributes) is not null)
            return WireMatch.Equal(captures);
        foreach (var found in Compared(actual))
        {
            if (pattern.Attribute(found.Name) is null && !MayBeLeftOut(actual, found, receiver))
                return WireMatch.Differs($"<{Say(actual.Name)}/> has {found}, which is not expected");
        }
        return WireMatch.Equal(captures);
    }

    private static IEnumerable<XAttribute> Compared(XElement element) =>
        element.Attributes().Where(a => !a.IsNamespaceDeclaration);

    private static bool MayBeLeftOut(XElement actual, XAttribute attribute, WireReceiver? receiver)
    {
        // RFC 6120 §8.3.2: 'by' is for whoever wants to know who refused.
        if (actual.Name.LocalName == "error" && attribute.Name == "by")
            return true;
        if (receiver is null)
            return false;
        // RFC 6120 §4.7.4: what has no xml:lang is in the language of the stream.
        if (attribute.Name == XNamespace.Xml + "lang")
            return attribute.Value == receiver.Language;
        // RFC 6120 §8.1.1: a client's server need not say that it is meant.
        if (attribute.Name == "to")
            return attribute.Value == receiver.FullJid || attribute.Value == receiver.BareJid;
        // RFC 6120 §8.1.2.1: no 'from' is the account itself.
        return attribute.Name == "from" && actual.Name == Client + "iq" && attribute.Value == receiver.BareJid;
    }

    private static WireMatch Text(XElement pattern, XElement actual, WireCaptures captures)
    {
        var expected = OwnText(pattern);
        var found = OwnText(actual);
        var mayGoOn = expected.Contains(WirePattern.Ellipsis);
        if (mayGoOn)
            expected = expected.Remove(expected.IndexOf(WirePattern.Ellipsis));
        if (pattern.HasElements || mayGoOn)
            expected = expected.Trim();
        if (pattern.HasElements || actual.HasElements)
            found = found.Trim();
        return WireValue.Match(expected, found, captures, mayGoOn) is { } more
            ? WireMatch.Equal(more)
            : WireMatch.Differs($"<{Say(actual.Name)}/> has the text '{found}' instead of '{expected}'");
    }

    private static string OwnText(XElement element) =>
        string.Concat(element.Nodes().OfType<XText>().Select(t => t.Value));

    // The order of children says nothing in the payloads we know; that of stanzas does.
    private static WireMatch Children(XElement pattern, XElement actual, WireCaptures captures)
    {
        var expected = pattern.Elements().ToList();
        var found = actual.Elements()
            // RFC 6120 §4.9.2, §6.5, §8.3.2: the human-readable text is optional and says nothing to a program.
            .Where(e => !ErrorTexts.Contains(e.Name) || expected.Exists(x => x.Name == e.Name))
            .ToList();
        var more = OwnText(pattern).Contains(WirePattern.Ellipsis);
        var match = Assign(expected, 0, found, captures);
        if (match.Captures is null)
            return match;
        if (!more && found.Count > expected.Count)
        {
            var extra = found.Find(e => !expected.Exists(x => x.Name == e.Name)) ?? found[^1];
            return WireMatch.Differs($"<{Say(actual.Name)}/> has {Short(extra)}, which is not expected");
        }
        return match;
    }

    // XEP-0313 §3.5: the receiver's own archive says where it has a message, also one that is forwarded; nothing new to
    // who does not ask for it.
    private static XElement WithoutArchiveIds(XElement actual)
    {
        var account = ((string?)actual.Attribute("to"))?.Split('/')[0];
        if (account is null || !actual.Descendants(StanzaId).Any())
            return actual;
        var copy = new XElement(actual);
        copy.Descendants(StanzaId).Where(id => (string?)id.Attribute("by") == account).Remove();
        return copy;
    }

    private static WireMatch Assign(List<XElement> expected, int index, List<XElement> found, WireCaptures captures)
    {
        if (index == expected.Count)
            return WireMatch.Equal(captures);
        var wanted = expected[index];
        WireMatch? difference = null;
        foreach (var candidate in found.Where(e => e.Name == wanted.Name))
        {
            var match = Element(wanted, candidate, captures, receiver: null);
            if (match.Captures is not null)
                match = Assign(expected, index + 1, found.FindAll(e => e != candidate), match.Captures);
            if (match.Captures is not null)
                return match;
            difference ??= match;
        }
        return difference ?? WireMatch.Differs($"no {Short(wanted)}");
    }

    private static string Short(XElement element)
    {
        var text = element.ToString(SaveOptions.DisableFormatting);
        return text.Length > 200 ? text[..200] + "…" : text;
    }

    private static string Say(XName name) =>
        name.Namespace == Client || name.NamespaceName == "" ? name.LocalName
        : name.Namespace == XNamespace.Xml ? $"xml:{name.LocalName}"
        : $"{name.LocalName} xmlns='{name.NamespaceName}'";
}
