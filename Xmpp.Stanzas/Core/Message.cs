using System.Xml.Linq;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Stanzas.Core;

/// <summary>A message stanza (RFC 6121 §5).</summary>
public sealed class Message : Stanza
{
    private readonly string? _typeName;

    /// <param name="typeName">The wire value, kept as it is; RFC 6121 §5.2.2: an unknown one is handled as 'normal'.</param>
    public Message(XElement element, Jid? from, Jid? to, string? id, string? lang, string? typeName)
        : base(element, from, to, id, lang)
    {
        _typeName = typeName;
        Type = typeName switch
        {
            "chat" => MessageType.Chat,
            "groupchat" => MessageType.GroupChat,
            "headline" => MessageType.Headline,
            "error" => MessageType.Error,
            _ => MessageType.Normal,
        };
    }

    public MessageType Type { get; }
    public override StanzaKind Kind => StanzaKind.Message;
    public override string? TypeName => _typeName;
    public override bool IsError => Type == MessageType.Error;
}
