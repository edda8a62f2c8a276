using System.Net.Security;
using Xmpp.Server.Certificates;
using Xmpp.Server.Components;
using Xmpp.Server.Routing;
using Xmpp.Server.Services;

namespace Xmpp.Server.Federation;

/// <summary>The domains that this server answers for towards other servers: hosts, services, components.</summary>
internal sealed class LocalDomains(
    HostTable hosts, ServiceDirectory services, ComponentDirectory components, CertificateStore certificates)
{
    /// <summary>The one that speaks when the peer has named none that we know.</summary>
    public string Default => hosts.Default.Domain;

    /// <summary>A domain with accounts.</summary>
    public bool IsHost(string domain) => hosts.Contains(domain);

    /// <summary>A component's.</summary>
    public bool IsComponent(string domain) => components.Contains(domain);

    /// <param name="domain">A prepared domainpart.</param>
    public bool Contains(string domain) =>
        hosts.Contains(domain) || services.Contains(domain) || components.Contains(domain);

    /// <summary>Nothing may go by this pair: its local domain is not ours, or its remote one is.</summary>
    public bool IsMisplaced(DomainPair pair) => !Contains(pair.Local) || Contains(pair.Remote);

    /// <summary>
    /// What we show as a client for a domain: its own certificate, or that of the host that it is below; null if there is
    /// none, or only one that we made ourselves, which proves nothing to anybody.
    /// </summary>
    public SslStreamCertificateContext? CertificateOf(string domain) =>
        Find(domain) is { IsSelfMade: false } certificate ? certificate.Context : null;

    /// <summary>What we show as a server to a peer that asks for a name (SNI): for a service that of its host.</summary>
    public SslStreamCertificateContext CertificateFor(string? serverName) =>
        (serverName is null ? null : Find(serverName)?.Context) ?? certificates.Get(serverName);

    private HostCertificate? Find(string domain)
    {
        for (var name = domain; ; name = name[(name.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            if (certificates.Find(name) is { } certificate)
                return certificate;
            if (!name.Contains('.', StringComparison.Ordinal))
                return null;
        }
    }
}
