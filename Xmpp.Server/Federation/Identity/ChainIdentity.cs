using System.Security.Cryptography.X509Certificates;
using Xmpp.Server.Certificates;
using Xmpp.Server.Federation.Discovery;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Federation.Identity;

/// <summary>Authorities of the system, and the domain as DNS-ID.</summary>
internal sealed class ChainIdentity(TimeProvider time) : IPeerIdentity
{
    public ValueTask<PeerVerdict> JudgeAsync(
        PeerCertificate? certificate, string domain, PeerAddress? address, CancellationToken ct) =>
        new(certificate is null ? new PeerVerdict(PeerProof.None, "no certificate") : Judge(certificate, domain));

    private PeerVerdict Judge(PeerCertificate certificate, string domain)
    {
        var now = time.GetUtcNow();
        if (now < certificate.Leaf.NotBefore.ToUniversalTime() || now >= certificate.Leaf.NotAfter.ToUniversalTime())
            return new PeerVerdict(PeerProof.NotValidNow, "the certificate is not valid now");
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.ExtraStore.AddRange(certificate.Sent.ToArray());
        if (!chain.Build(certificate.Leaf))
            return new PeerVerdict(PeerProof.NotTrusted, chain.ChainStatus[0].StatusInformation.Trim());
        return certificate.Leaf.MatchesHostname(HostNames.ToAscii(domain), allowCommonName: false)
            ? new PeerVerdict(PeerProof.Proved, "DNS-ID")
            : new PeerVerdict(PeerProof.WrongName, "the certificate is for other names");
    }
}
