namespace Xmpp.Server.Federation.Discovery;

/// <summary>How a search for a peer has ended (cases S2S-06, S2S-08).</summary>
internal enum PeerLookup
{
    Found,

    /// <summary>There is no such name, or it has no address: remote-server-not-found.</summary>
    NoSuchDomain,

    /// <summary>The target '.' says that there is no such service there (RFC 6120 §3.2.1): remote-server-not-found.</summary>
    NoService,

    /// <summary>The resolver was silent or failed, which may be over soon: remote-server-timeout.</summary>
    ResolverFailed,
}
