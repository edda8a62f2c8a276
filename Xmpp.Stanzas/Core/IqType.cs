namespace Xmpp.Stanzas.Core;

/// <summary>RFC 6120 §8.2.3.</summary>
public enum IqType
{
    Get,
    Set,
    Result,
    Error,
}
