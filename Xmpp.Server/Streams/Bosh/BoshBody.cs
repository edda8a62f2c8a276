using System.Globalization;
using System.Diagnostics.CodeAnalysis;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Streams.Bosh;

/// <summary>Reads the body of a request (XEP-0124 §6, §7.1).</summary>
internal static class BoshBody
{
    private static readonly StanzaReaderLimits s_startTag = new() { MaxBytes = 8192 };

    /// <summary>
    /// The 'sid' of a body of which the beginning is there; null where it has none, or no start tag can be read. Nothing else
    /// is looked at.
    /// </summary>
    public static string? FindSid(ReadOnlySpan<byte> beginning)
    {
        if (beginning.IndexOf("?>"u8) is var declaration and >= 0)
            beginning = beginning[(declaration + 2)..];
        var end = beginning.IndexOf((byte)'>');
        if (end < 0)
            return null;
        // A '>' may stand in a value of an attribute: then what is in front of it is no start tag, and it is as if there were none.
        byte[] tag = [.. beginning[..end].TrimEnd((byte)'/'), .. "/>"u8];
        return StanzaReader.TryReadElement(tag, s_startTag, out var body) && body.Name == BoshNames.Body
            ? (string?)body.Attribute("sid")
            : null;
    }

    /// <summary>False for anything that is not as it should be: bad-request (§17.2), and nothing of it is looked at.</summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, StanzaReaderLimits limits, [NotNullWhen(true)] out BoshRequest? request)
    {
        request = null;
        if (!StanzaReader.TryReadElement(utf8, limits with { MaxDepth = limits.MaxDepth + 1 }, out var body)
            || body.Name != BoshNames.Body
            || !TryReadNumber(body, "rid", out var rid) || rid is not (> 0 and <= BoshNames.MaxRid)
            || !TryReadNumber(body, "wait", out var wait) || !TryReadNumber(body, "hold", out var hold)
            || !TryReadNumber(body, "pause", out var pause)
            || !TryReadVersion(body, out var version) || !TryReadElements(body, out var elements))
        {
            return false;
        }
        request = new BoshRequest
        {
            Rid = rid.Value,
            Sid = (string?)body.Attribute("sid"),
            To = (string?)body.Attribute("to"),
            From = (string?)body.Attribute("from"),
            Lang = (string?)body.Attribute(XmppNames.Lang),
            XmppVersion = (string?)body.Attribute(BoshNames.XmppVersion),
            Content = (string?)body.Attribute("content"),
            Key = (string?)body.Attribute("key"),
            NewKey = (string?)body.Attribute("newkey"),
            Version = version,
            Wait = wait,
            Hold = hold,
            Pause = pause,
            IsTerminate = (string?)body.Attribute("type") == "terminate",
            IsRestart = (string?)body.Attribute(BoshNames.Restart) is "true" or "1",
            Elements = elements,
            Bytes = utf8.Length,
        };
        return true;
    }

    // Absent is right; anything but digits is not.
    private static bool TryReadNumber(XElement body, string name, out long? number)
    {
        number = null;
        if ((string?)body.Attribute(name) is not { } text)
            return true;
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var read) || read > BoshNames.MaxRid)
            return false;
        number = read;
        return true;
    }

    private static bool TryReadVersion(XElement body, out Version? version)
    {
        version = null;
        return (string?)body.Attribute("ver") is not { } text || Version.TryParse(text, out version);
    }

    // §6: elements only. They are taken out of the body, which is then nobody's any more.
    private static bool TryReadElements(XElement body, out IReadOnlyList<XElement> elements)
    {
        List<XElement>? found = null;
        elements = [];
        while (body.FirstNode is { } node)
        {
            node.Remove();
            if (node is XElement element)
                (found ??= []).Add(Scoped(element));
            else if (node is XText text && !string.IsNullOrWhiteSpace(text.Value))
                return false;
        }
        elements = found ?? elements;
        return true;
    }

    // XEP-0206 §2: many clients take jabber:client for a part of the body's namespace.
    private static XElement Scoped(XElement element)
    {
        if (element.Name.Namespace != BoshNames.Namespace)
            return element;
        foreach (var each in element.DescendantsAndSelf().Where(e => e.Name.Namespace == BoshNames.Namespace))
        {
            each.Name = XmppNames.Client + each.Name.LocalName;
            if (each.Attribute("xmlns") is { } declaration)
                declaration.Value = XmppNames.Client.NamespaceName;
        }
        return element;
    }
}
