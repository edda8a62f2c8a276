namespace Xmpp.Server.Configuration;

/// <summary>How another server has to prove its name (XEP-0178, XEP-0220).</summary>
public enum FederationTrust
{
    /// <summary>By a valid certificate, or else by server dialback; both inside TLS.</summary>
    Dialback,

    /// <summary>By a valid certificate only.</summary>
    Certificate,

    /// <summary>Not at all: nothing is exchanged with it.</summary>
    None,
}
