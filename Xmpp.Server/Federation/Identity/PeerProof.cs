namespace Xmpp.Server.Federation.Identity;

/// <summary>How the check of a certificate has ended.</summary>
internal enum PeerProof
{
    /// <summary>It is trusted, valid now, and for the domain.</summary>
    Proved,

    /// <summary>The peer showed none.</summary>
    None,

    /// <summary>No chain to an authority that is trusted; self-signed ones too.</summary>
    NotTrusted,

    /// <summary>Expired, or not valid yet.</summary>
    NotValidNow,

    /// <summary>It is for other names.</summary>
    WrongName,
}
