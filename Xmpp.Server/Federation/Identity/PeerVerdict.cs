namespace Xmpp.Server.Federation.Identity;

/// <summary>What a certificate is worth for a domain.</summary>
/// <param name="Proof">Proved, or why not.</param>
/// <param name="Reason">For the log: by what it is proved, or name, issuer and dates of what was refused.</param>
internal sealed record PeerVerdict(PeerProof Proof, string Reason)
{
    public bool IsProved => Proof == PeerProof.Proved;
}
