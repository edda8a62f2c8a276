using Xmpp.Server.Configuration;
using Xmpp.Server.Federation.Discovery;
using Xmpp.Server.Federation.Identity;

namespace Xmpp.Server.Federation;

/// <summary>Where peers are and whether they are who they say, as configured.</summary>
internal sealed class PeerServices
{
    /// <summary>Throws <see cref="Certificates.CertificateException"/> where a configured root cannot be read.</summary>
    public PeerServices(FederationOptions options, TimeProvider time)
    {
        var resolver = new Resolver(options.Dns, time);
        var trust = new CertificateTrust(RootFiles.Load(options.Authorities.Roots), options.Authorities.System, time);
        Finder = new PeerFinder(options, resolver);
        Identity = new CertificateIdentity(trust, options.Dns.TrustAd ? new DnsTlsaRecords(resolver) : null);
    }

    public IPeerFinder Finder { get; }
    public IPeerIdentity Identity { get; }
}
