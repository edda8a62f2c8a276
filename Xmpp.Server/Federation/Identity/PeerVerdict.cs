namespace Xmpp.Server.Federation.Identity;

/// <summary>What a certificate is worth for a domain.</summary>
/// <param name="Proof">Proved, or why not.</param>
/// <param name="Reason">For the log: by what it is proved, or name, issuer and dates of what was refused.</param>
internal sealed record PeerVerdict(PeerProof Proof, string Reason)
{
    public bool IsProved => Proof == PeerProof.Proved;

    /// <summary>When the proof ends with the first certificate of its chain (RFC 6120 §13.7.2.3); null if it does not.</summary>
    public DateTimeOffset? Until { get; init; }
}
