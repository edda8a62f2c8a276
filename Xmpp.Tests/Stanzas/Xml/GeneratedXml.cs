using System.Text;

namespace Xmpp.Tests.Stanzas.Xml;

/// <summary>Writes random well-formed XML of the kind RFC 6120 §11 allows, in every spelling XML has for it.</summary>
internal sealed class GeneratedXml
{
    private readonly Tape _tape;
    private readonly StringBuilder _xml = new();

    private GeneratedXml(Tape tape) => _tape = tape;

    /// <summary>Elements for a stream whose default namespace is jabber:client and that has no other prefixes.</summary>
    public static string Elements(Tape tape)
    {
        var generated = new GeneratedXml(tape);
        for (var count = 1 + tape.Next(3); count > 0; count--)
        {
            generated.Element(["xml"], 0);
            generated.Space(allowNone: true);
        }
        return generated._xml.ToString();
    }

    private void Element(List<string> prefixes, int depth)
    {
        var declared = new List<string>();
        for (var count = _tape.Next(8) - 5; count > 0; count--)
        {
            var prefix = _tape.Pick("a", "b", "\u00E9", "x-1");
            if (!declared.Contains(prefix))
                declared.Add(prefix);
        }
        var known = prefixes.Union(declared).ToList();
        // At the top, 'jabber:client' may not have a prefix.
        var prefixed = _tape.OneIn(3) ? _tape.Pick<string>([.. known]) + ":" : "";
        var name = prefixed + Name();
        _xml.Append('<').Append(name);
        foreach (var prefix in declared)
            Attribute("xmlns:" + prefix, Uri());
        if (_tape.OneIn(4))
            Attribute("xmlns", _tape.OneIn(5) ? "" : Uri());
        Attributes(known);
        Space(allowNone: true);
        if (_tape.OneIn(3))
        {
            _xml.Append("/>");
            return;
        }
        _xml.Append('>');
        for (var count = _tape.Next(5); count > 0; count--)
        {
            if (depth < 5 && _tape.OneIn(2))
                Element(known, depth + 1);
            else
                Content();
        }
        _xml.Append("</").Append(name);
        Space(allowNone: true);
        _xml.Append('>');
    }

    private void Attributes(List<string> prefixes)
    {
        var used = new HashSet<string>();
        for (var count = _tape.Next(5); count > 0; count--)
        {
            // Two prefixes may mean one namespace: a local name is used once.
            var local = _tape.Pick("to", "from", "id", "type", "lang", "n", "\u00E4.1", "_-");
            if (used.Add(local))
                Attribute((_tape.OneIn(4) ? _tape.Pick<string>([.. prefixes]) + ":" : "") + local, null);
        }
    }

    private void Attribute(string name, string? value)
    {
        Space(allowNone: false);
        _xml.Append(name);
        Space(allowNone: true);
        _xml.Append('=');
        Space(allowNone: true);
        var quote = _tape.Pick('\'', '"');
        _xml.Append(quote);
        if (value is not null)
            _xml.Append(value);
        else
            for (var count = _tape.Next(6); count > 0; count--)
                AttributePart(quote);
        _xml.Append(quote);
    }

    private void AttributePart(char quote)
    {
        if (_tape.OneIn(3))
            _xml.Append(Reference());
        else
            _xml.Append(Characters().Replace(quote.ToString(), "", StringComparison.Ordinal));
    }

    private void Content()
    {
        switch (_tape.Next(4))
        {
            case 0:
                _xml.Append(Reference());
                break;
            case 1:
                _xml.Append("<![CDATA[").Append(_tape.Pick("", "<a>&amp;", "]", "]]", "\r\n", "]]>".Remove(2), ">"))
                    .Append(Characters()).Append("]]>");
                break;
            default:
                _xml.Append(_tape.Pick("", "]", "]] ", ">", "\r\n", "\r", "'\"")).Append(Characters());
                break;
        }
    }

    private string Characters()
    {
        var text = new StringBuilder();
        for (var count = _tape.Next(6); count > 0; count--)
            text.Append(Character());
        return text.ToString();
    }

    private string Character() => _tape.Next(8) switch
    {
        0 => _tape.Pick("\t", "\n", "\r", "\r\n", " "),
        1 => char.ConvertFromUtf32(0x80 + _tape.Next(0x780)),
        2 => char.ConvertFromUtf32(0x800 + _tape.Next(0xD000)),
        3 => char.ConvertFromUtf32(0xE000 + _tape.Next(0x1FFE)),
        4 => char.ConvertFromUtf32(0x10000 + _tape.Next(0x100000)),
        5 => _tape.Pick("\uFEFF", "\uFFFD", "\uD7FF", "\uE000", "\U0010FFFF", "\u0085", "\u2028", "\u007F", "'", "\""),
        _ => ((char)('a' + _tape.Next(26))).ToString(),
    };

    private string Reference() => _tape.Pick(
        "&lt;", "&gt;", "&amp;", "&quot;", "&apos;", "&#9;", "&#10;", "&#13;", "&#x1F600;", "&#xE9;", "&#0065;", "&#x10FFFF;",
        "&#xD7FF;", "&#32;");

    private string Name() => _tape.Pick(
        "message", "presence", "iq", "body", "query", "x", "_", "a-b.c", "\u00E9l\u00E9ment", "\u4E2D\u6587", "xmlthing");

    private string Uri() => _tape.Pick(
        "urn:a", "urn:b", "urn:\u00E9", "urn:a&amp;b", "http://jabber.org/protocol/chatstates", "urn: spaced", "jabber:iq:x");

    private void Space(bool allowNone) =>
        _xml.Append(allowNone ? _tape.Pick("", "", "", " ", "\n", "\r\n\t") : _tape.Pick(" ", " ", "\t", "\r", "\n  "));
}
