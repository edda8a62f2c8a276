namespace Xmpp.Stanzas.Core;

/// <summary>RFC 6121 §4.7.1. <see cref="Available"/> is the absence of a type.</summary>
public enum PresenceType
{
    Available,
    Unavailable,
    Subscribe,
    Subscribed,
    Unsubscribe,
    Unsubscribed,
    Probe,
    Error,
}
