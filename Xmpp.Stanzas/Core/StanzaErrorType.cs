namespace Xmpp.Stanzas.Core;

/// <summary>What the sender may do about an error (RFC 6120 §8.3.2).</summary>
public enum StanzaErrorType
{
    Auth,
    Cancel,
    Continue,
    Modify,
    Wait,
}
