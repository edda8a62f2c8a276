namespace Xmpp.Stanzas.Core;

/// <summary>The three stanzas of RFC 6120 §8.2.</summary>
public enum StanzaKind
{
    Message,
    Presence,
    Iq,
}
