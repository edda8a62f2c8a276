using System.Xml.Linq;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Stanzas.Core;

/// <summary>An info/query stanza (RFC 6120 §8.2.3).</summary>
public sealed class Iq : Stanza
{
    public Iq(XElement element, Jid? from, Jid? to, string id, string? lang, IqType type)
        : base(element, from, to, id, lang) => Type = type;

    /// <summary>An IQ around one payload, or none.</summary>
    public Iq(IqType type, string id, Jid? from, Jid? to, XElement? payload = null)
        : this(new XElement(XmppNames.Iq, payload), from, to, id, null, type)
    {
    }

    public IqType Type { get; }
    public override StanzaKind Kind => StanzaKind.Iq;
    public override bool IsError => Type == IqType.Error;

    /// <summary>True for get and set, which must be answered exactly once (§8.2.3).</summary>
    public bool IsRequest => Type is IqType.Get or IqType.Set;

    /// <summary>The only child element of a get or set; null unless there is exactly one (§8.2.3 rule 4).</summary>
    public XElement? Payload
    {
        get
        {
            XElement? payload = null;
            for (var node = Element.FirstNode; node is not null; node = node.NextNode)
            {
                if (node is not XElement child)
                    continue;
                if (payload is not null)
                    return null;
                payload = child;
            }
            return payload;
        }
    }

    public override string? TypeName => Type switch
    {
        IqType.Get => "get",
        IqType.Set => "set",
        IqType.Result => "result",
        _ => "error",
    };

    public static bool TryParseType(string? name, out IqType type)
    {
        IqType? parsed = name switch
        {
            "get" => IqType.Get,
            "set" => IqType.Set,
            "result" => IqType.Result,
            "error" => IqType.Error,
            _ => null,
        };
        type = parsed ?? default;
        return parsed is not null;
    }
}
