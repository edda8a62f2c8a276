using System.Globalization;
using System.Xml.Linq;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Stanzas.Core;

/// <summary>A presence stanza (RFC 6121 §4).</summary>
public sealed class Presence : Stanza
{
    public Presence(XElement element, Jid? from, Jid? to, string? id, string? lang, PresenceType type)
        : base(element, from, to, id, lang) => Type = type;

    /// <summary>A presence without children.</summary>
    public Presence(PresenceType type, Jid? from, Jid? to, string? id = null)
        : this(new XElement(XmppNames.Presence), from, to, id, null, type)
    {
    }

    public PresenceType Type { get; }
    public override StanzaKind Kind => StanzaKind.Presence;
    public override bool IsError => Type == PresenceType.Error;

    public override string? TypeName => Type switch
    {
        PresenceType.Available => null,
        PresenceType.Unavailable => "unavailable",
        PresenceType.Subscribe => "subscribe",
        PresenceType.Subscribed => "subscribed",
        PresenceType.Unsubscribe => "unsubscribe",
        PresenceType.Unsubscribed => "unsubscribed",
        PresenceType.Probe => "probe",
        _ => "error",
    };

    /// <summary>True for the four types that manage subscriptions (RFC 6121 §3).</summary>
    public bool IsSubscription => Type is >= PresenceType.Subscribe and <= PresenceType.Unsubscribed;

    /// <summary>RFC 6121 §4.7.2.3: an integer from -128 to +127, zero when missing. False for anything else.</summary>
    public bool TryReadPriority(out sbyte priority)
    {
        priority = 0;
        return Element.Element(XmppNames.Priority) is not { } element
            || sbyte.TryParse(element.Value.AsSpan().Trim(" \t\r\n"), NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture, out priority);
    }

    public static bool TryParseType(string? name, out PresenceType type)
    {
        PresenceType? parsed = name switch
        {
            null => PresenceType.Available,
            "unavailable" => PresenceType.Unavailable,
            "subscribe" => PresenceType.Subscribe,
            "subscribed" => PresenceType.Subscribed,
            "unsubscribe" => PresenceType.Unsubscribe,
            "unsubscribed" => PresenceType.Unsubscribed,
            "probe" => PresenceType.Probe,
            "error" => PresenceType.Error,
            _ => null,
        };
        type = parsed ?? default;
        return parsed is not null;
    }
}
