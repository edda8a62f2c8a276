using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Sessions;

/// <summary>One thing to write: a stanza, for a fan-out with its shared encoding, or an element that is no stanza.</summary>
internal readonly struct OutboundStanza
{
    private readonly object _content;
    private readonly EncodedStanza? _encoded;
    private readonly Jid? _to;

    public OutboundStanza(Stanza stanza, Delivery? delivery = null)
        : this(stanza, null, (Jid?)null) => Delivery = delivery;

    /// <summary>One copy of a fan-out, complete with its 'to', whose fate depends on who gets it.</summary>
    public OutboundStanza(Stanza stanza, EncodedStanza? encoded, Delivery? delivery)
        : this(stanza, encoded, encoded is null ? null : stanza.To) => Delivery = delivery;

    /// <summary>One copy of a fan-out: <paramref name="encoded"/> is shared, only 'to' is its own.</summary>
    public OutboundStanza(Stanza stanza, EncodedStanza? encoded, Jid? to)
    {
        _content = stanza;
        _encoded = encoded;
        _to = to;
    }

    /// <summary>An element outside the stanzas (RFC 6120 §4.8.4: features, stream management, …).</summary>
    public OutboundStanza(XElement element)
    {
        _content = element;
        _encoded = null;
        _to = null;
    }

    /// <summary>Whose fate depends on this copy; null for what is of the moment and is not routed again.</summary>
    public Delivery? Delivery { get; }

    /// <summary>False for the default value.</summary>
    public bool IsSomething => _content is not null;

    /// <summary>The stanza without the copy's own 'to', or null for an element that is none.</summary>
    public Stanza? Stanza => _content as Stanza;

    /// <summary>False for an element that XEP-0198 §4 does not count.</summary>
    public bool IsStanza => _content is Stanza || (_content is XElement element && Stanzas.Core.Stanza.IsStanza(element));

    /// <summary>The same, to be sent later than now (XEP-0203): a presence says so.</summary>
    public OutboundStanza Held(DateTimeOffset now)
    {
        if (_content is not Presence { From: not null } presence)
            return this;
        var host = Jid.Parse((_to ?? presence.To ?? presence.From).Domain);
        var addressed = _to is null ? presence : presence.WithTo(_to);
        return Delay.Has(addressed, host) ? this : new(addressed.WithChild(Delay.ToElement(now, host)), Delivery);
    }

    /// <summary>About how many octets wait with it; a shared encoding weighs on the one who made it.</summary>
    public int Weight => _encoded is null && _content is Stanza stanza ? stanza.Size : 128;

    /// <summary>Complete with its namespace and its own 'to', in UTF-8, for a store.</summary>
    public byte[] ToBytes() => _content is Stanza stanza
        ? StanzaWriter.ToBytes(_to is null ? stanza : stanza.WithTo(_to))
        : StanzaWriter.ToBytes((XElement)_content);

    public void Write(OutputBuffer output, OutputContext context = OutputContext.ClientStream)
    {
        if (_encoded is not null)
            _encoded.Write(output, _to, context);
        else if (_content is Stanza stanza)
            StanzaWriter.Write(output, stanza, _to, context);
        else
            StanzaWriter.Write(output, (XElement)_content, context);
    }
}
