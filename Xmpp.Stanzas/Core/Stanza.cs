using System.Diagnostics.CodeAnalysis;
using System.Xml.Linq;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Stanzas.Core;

/// <summary>
/// A message, presence or IQ (RFC 6120 §8). It never changes: <c>With…</c> gives a changed view that shares the tree.
/// </summary>
/// <remarks>
/// The addressing attributes are properties laid over <see cref="Element"/>, so stamping 'from' copies nothing. The
/// writer takes from, to, id, type and xml:lang from the properties and everything else from the element, then writes
/// the element's children and <see cref="Appended"/>.
/// </remarks>
public abstract class Stanza
{
    private protected Stanza(XElement element, Jid? from, Jid? to, string? id, string? lang)
    {
        Element = element;
        From = from;
        To = to;
        Id = id;
        Lang = lang;
    }

    public abstract StanzaKind Kind { get; }

    /// <summary>The value of the 'type' attribute as it goes on the wire, or null for none.</summary>
    public abstract string? TypeName { get; }

    /// <summary>True for type='error' (RFC 6120 §8.3).</summary>
    public abstract bool IsError { get; }

    /// <summary>The element as read: read-only, its addressing attributes superseded by the properties.</summary>
    public XElement Element { get; private set; }

    /// <summary>Children that the server added behind those of <see cref="Element"/> (delay, stanza-id, …).</summary>
    public IReadOnlyList<XElement> Appended { get; private set; } = [];

    public Jid? From { get; private set; }
    public Jid? To { get; private set; }
    public string? Id { get; private set; }

    /// <summary>xml:lang of the stanza (RFC 6120 §8.1.5), or null.</summary>
    public string? Lang { get; private set; }

    /// <summary>About how many octets it has on the wire, for queues that are limited by them.</summary>
    public int Size { get; private set; } = 512;

    /// <summary>The first child of that name, or null.</summary>
    public XElement? Child(XName name)
    {
        if (Element.Element(name) is { } child)
            return child;
        foreach (var appended in Appended)
        {
            if (appended.Name == name)
                return appended;
        }
        return null;
    }

    public bool Has(XName name) => Child(name) is not null;

    public Stanza WithSize(int octets)
    {
        var copy = (Stanza)MemberwiseClone();
        copy.Size = octets;
        return copy;
    }

    /// <summary>What a server makes of a client's stanza (RFC 6120 §8.1.2.1, §8.1.5), in one copy.</summary>
    /// <param name="from">The sender.</param>
    /// <param name="lang">The stream's language, for a stanza that has none; null for none.</param>
    /// <param name="octets">Its size on the wire.</param>
    public Stanza Stamped(Jid from, string? lang, int octets)
    {
        var copy = (Stanza)MemberwiseClone();
        copy.From = from;
        copy.Lang ??= lang;
        copy.Size = octets;
        return copy;
    }

    public Stanza WithFrom(Jid? from) => Change(s => s.From = from);
    public Stanza WithTo(Jid? to) => Change(s => s.To = to);
    public Stanza WithId(string? id) => Change(s => s.Id = id);
    public Stanza WithLang(string? lang) => Change(s => s.Lang = lang);

    /// <summary>The same stanza with one more child; the child must not have a parent.</summary>
    public Stanza WithChild(XElement child) => Change(s => s.Appended = [.. s.Appended, child]);

    /// <summary>The same stanza without the children that match; the tree is copied only if one does.</summary>
    public Stanza Without(Func<XElement, bool> match)
    {
        var inElement = Element.Elements().Any(match);
        if (!inElement && !Appended.Any(match))
            return this;
        return Change(s =>
        {
            if (inElement)
            {
                var copy = new XElement(s.Element);
                copy.Elements().Where(match).Remove();
                s.Element = copy;
            }
            s.Appended = [.. s.Appended.Where(c => !match(c))];
        });
    }

    /// <summary>
    /// Reads 'from', 'to', 'id', 'type' and 'xml:lang' of an element in the jabber:client namespace.
    /// </summary>
    /// <param name="element">A complete element; it is not copied and must not change afterwards.</param>
    /// <param name="stanza">The stanza, when the method returns null.</param>
    /// <returns>
    /// Null, or what is wrong: <c>jid-malformed</c> for an address that is none (RFC 6120 §8.3.3.8), <c>bad-request</c>
    /// for an IQ or presence whose type or id breaks §8.2.3 or RFC 6121 §4.7.1.
    /// </returns>
    public static StanzaError? Read(XElement element, out Stanza? stanza)
    {
        stanza = null;
        Jid? from = null, to = null;
        string? id = null, lang = null, type = null;
        for (var attribute = element.FirstAttribute; attribute is not null; attribute = attribute.NextAttribute)
        {
            var name = attribute.Name;
            if (name == XmppNames.To)
            {
                if (!Jid.TryParse(attribute.Value, out to))
                    return StanzaError.JidMalformed;
            }
            else if (name == XmppNames.From)
            {
                if (!Jid.TryParse(attribute.Value, out from))
                    return StanzaError.JidMalformed;
            }
            else if (name == XmppNames.Id)
            {
                id = attribute.Value;
            }
            else if (name == XmppNames.Type)
            {
                type = attribute.Value;
            }
            else if (name == XmppNames.Lang)
            {
                lang = attribute.Value;
            }
        }
        if (element.Name == XmppNames.Message)
            stanza = new Message(element, from, to, id, lang, type);
        else if (element.Name == XmppNames.Presence && Presence.TryParseType(type, out var presenceType))
            stanza = new Presence(element, from, to, id, lang, presenceType);
        else if (element.Name == XmppNames.Iq && Iq.TryParseType(type, out var iqType) && !string.IsNullOrEmpty(id))
            stanza = new Iq(element, from, to, id, lang, iqType);
        return stanza is null ? StanzaError.BadRequest : null;
    }

    /// <summary>True when the element is one of the three stanzas (in jabber:client).</summary>
    public static bool IsStanza([NotNullWhen(true)] XElement? element) =>
        element is not null
        && (element.Name == XmppNames.Message || element.Name == XmppNames.Presence || element.Name == XmppNames.Iq);

    private Stanza Change(Action<Stanza> change)
    {
        var copy = (Stanza)MemberwiseClone();
        change(copy);
        return copy;
    }
}
