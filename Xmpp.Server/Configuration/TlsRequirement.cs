namespace Xmpp.Server.Configuration;

/// <summary>RFC 6120 §5.3.1: whether STARTTLS is mandatory to negotiate.</summary>
public enum TlsRequirement
{
    Required,

    /// <summary>For tests on loopback; warned of anywhere else.</summary>
    Optional,
}
