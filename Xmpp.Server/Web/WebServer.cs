using System.Net;
using System.Net.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Certificates;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Transport;
using Xmpp.Server.Web.Loops;

namespace Xmpp.Server.Web;

/// <summary>The public web server: HTTPS with the hosts' certificates, and HTTP for a proxy in front. Its doors say what is there.</summary>
internal sealed class WebServer : IAsyncDisposable
{
    /// <summary>Octets of a request's body, unless a door says otherwise for itself.</summary>
    private const int MaxBody = 256 * 1024;

    private static readonly TimeSpan s_stopDeadline = TimeSpan.FromSeconds(2);

    private readonly WebApplication _web;
    private volatile bool _isStopping;

    private WebServer(WebApplication web) => _web = web;

    /// <summary>In the order of the configuration, HTTPS first, with the ports that were taken.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; private set; } = [];

    /// <exception cref="IOException">An address is taken.</exception>
    public static async Task<WebServer> StartAsync(
        ServerOptions options, WebAddresses addresses, CertificateStore certificates, IReadOnlyList<IWebDoor> doors,
        EventLoops loops, ILoggerFactory loggers, CancellationToken ct)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.AddRoutingCore();
        List<ListenOptions> opened = [];
        HashSet<IPAddress> proxies = [.. options.Web.TrustedProxies.Select(IPAddress.Parse)];
        builder.Services.AddSingleton<IConnectionListenerFactory>(services => new LoopTransport(
            loops, TlsOf(certificates, options.Limits.HandshakeTimeout),
            new WebConnectionLimit(options.Web.ConnectionsPerAddress, proxies),
            TimeProvider.System, services.GetRequiredService<IMemoryPoolFactory<byte>>().Create()));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBody;
            kestrel.Limits.MaxConcurrentConnections = options.Web.Connections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = options.Web.Connections;
            foreach (var endpoint in options.Listeners.Https)
            {
                kestrel.Listen(new HttpsEndPoint(endpoint.ToIPEndPoint()), listener =>
                {
                    opened.Add(listener);
                    listener.Use(LoopContext.OnceSecured);
                });
            }
            foreach (var endpoint in options.Listeners.Http)
            {
                kestrel.Listen(endpoint.ToIPEndPoint(), opened.Add);
            }
        });
        var web = builder.Build();
        var server = new WebServer(web);
        server.UseClients(proxies);
        web.UseRouting();
        foreach (var door in doors)
            door.Map(web);
        await web.StartAsync(ct);
        server.EndPoints = [.. opened.Select(listener => listener.IPEndPoint!)];
        if (options.Listeners.Https.Count > 0)
            addresses.HttpsPort = server.EndPoints[0].Port;
        if (options.Listeners.Http.Count > 0)
            addresses.HttpPort = server.EndPoints[options.Listeners.Https.Count].Port;
        return server;
    }

    /// <summary>Takes no more requests; those under way go on.</summary>
    public void BeginStop() => _isStopping = true;

    /// <summary>Ends what is still under way after a short time.</summary>
    public async ValueTask DisposeAsync()
    {
        _isStopping = true;
        using var deadline = new CancellationTokenSource(s_stopDeadline);
        await _web.StopAsync(deadline.Token);
        await _web.DisposeAsync();
    }

    // RFC 7590 §3.4: one certificate on all listeners, new ones without a restart (cases OPS-01).
    private static TlsServerSettings TlsOf(CertificateStore certificates, TimeSpan timeout) =>
        new(certificates.Get, [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11], timeout);

    // Who asks is settled once, before anything else is looked at.
    private void UseClients(HashSet<IPAddress> trusted)
    {
        _web.Use((context, next) =>
        {
            if (_isStopping)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return Task.CompletedTask;
            }
            var peer = AddressOf(context);
            var isProxy = trusted.Contains(peer);
            context.Items[typeof(WebServer)] = isProxy;
            if (!isProxy)
            {
                context.Request.Headers.Remove(ForwardedHeadersDefaults.XForwardedForHeaderName);
                context.Request.Headers.Remove(ForwardedHeadersDefaults.XForwardedProtoHeaderName);
            }
            return next(context);
        });
        var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        forwarded.KnownIPNetworks.Clear();
        forwarded.KnownProxies.Clear();
        foreach (var address in trusted)
            forwarded.KnownProxies.Add(address);
        _web.UseForwardedHeaders(forwarded);
        _web.Use((context, next) =>
        {
            var isProxy = context.Items[typeof(WebServer)] is true;
            context.Features.Set(new WebPeer(
                new IPEndPoint(AddressOf(context), context.Connection.RemotePort),
                context.Request.IsHttps || (isProxy && !IsInClear(context.Request)), IsProxied: isProxy && !context.Request.IsHttps));
            return next(context);
        });
    }

    // A proxy that says nothing of it does TLS; one that says so has taken this from its own port 80.
    private static bool IsInClear(HttpRequest request) =>
        request.Headers[ForwardedHeadersDefaults.XForwardedProtoHeaderName].ToString() is { Length: > 0 } scheme
        && scheme is not ("https" or "wss");

    private static IPAddress AddressOf(HttpContext context) => context.Connection.RemoteIpAddress switch
    {
        null => IPAddress.None,
        var address => Unmapped(address),
    };

    /// <summary>An IPv4 address as such, also where it came by a socket for both.</summary>
    internal static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
