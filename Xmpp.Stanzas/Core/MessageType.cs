namespace Xmpp.Stanzas.Core;

/// <summary>RFC 6121 §5.2.2. A missing or unknown type is <see cref="Normal"/>.</summary>
public enum MessageType
{
    Normal,
    Chat,
    GroupChat,
    Headline,
    Error,
}
