using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation.Dialback;
using Xmpp.Server.Federation.Streams;
using Xmpp.Server.Observability;
using Xmpp.Server.Streams;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Federation;

/// <summary>Builds what talks to other servers.</summary>
internal static class FederationFactory
{
    /// <summary>Null where federation is switched off.</summary>
    /// <param name="options">All of the configuration.</param>
    /// <param name="domains">Ours.</param>
    /// <param name="secrets">The key of dialback is among them.</param>
    /// <param name="loops">Shared with the listeners.</param>
    /// <param name="tools">What streams tell of themselves.</param>
    /// <param name="loggers">For the parts that have a log of their own.</param>
    /// <param name="seams">In place of DNS and certificate checks, for tests; else null.</param>
    /// <param name="stopping">The end of the server.</param>
    public static FederationServices? Create(
        ServerOptions options, LocalDomains domains, HostSecrets secrets, EventLoops loops,
        StreamTools tools, ILoggerFactory loggers, FederationSeams? seams, CancellationToken stopping)
    {
        if (!options.Federation.Enabled)
            return null;
        var metrics = new FederationMetrics(tools.Metrics);
        var peers = new PeerServices(options.Federation, tools.Time);
        var services = new FederationServices(options)
        {
            Metrics = metrics,
            Domains = domains,
            Keys = new DialbackKeys(secrets.Dialback),
            Finder = seams?.Finder ?? peers.Finder,
            Identity = seams?.Identity ?? peers.Identity,
            StartTls = new TlsServerSettings(domains.CertificateFor, [], options.Limits.HandshakeTimeout) { AsksForCertificate = true },
            Loops = loops,
            // Its own, so that an orderly stop does not wait for peers that do not answer.
            Background = new BackgroundWork(loggers.CreateLogger<BackgroundWork>(), stopping),
            Tools = tools,
            Stopping = stopping,
        };
        metrics.Watch(
            () => (services.Streams.Count(s => s is IncomingStream), services.Streams.Count(s => s is OutgoingStream)),
            () => services.Links.All.Sum(link => link.Look().Queue));
        return services;
    }
}
