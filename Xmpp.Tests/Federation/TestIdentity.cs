using System.Collections.Concurrent;
using Xmpp.Server.Federation.Discovery;
using Xmpp.Server.Federation.Identity;
using Xmpp.Server.Transport;

namespace Xmpp.Tests.Federation;

/// <summary>In place of the check of chains: believes the certificates that a test names, by thumbprint.</summary>
internal sealed class TestIdentity : IPeerIdentity
{
    private readonly ConcurrentDictionary<(string Thumbprint, string Domain), bool> _good = new();

    public void Trust(System.Security.Cryptography.X509Certificates.X509Certificate2 certificate, string domain) =>
        _good[(certificate.Thumbprint, domain)] = true;

    public ValueTask<PeerVerdict> JudgeAsync(
        PeerCertificate? certificate, string domain, PeerAddress? address, CancellationToken ct) =>
        new(certificate is null ? new PeerVerdict(PeerProof.None, "none")
            : _good.ContainsKey((certificate.Leaf.Thumbprint, domain)) ? new PeerVerdict(PeerProof.Proved, "known to the test")
            : new PeerVerdict(PeerProof.NotTrusted, "not known to the test"));
}
