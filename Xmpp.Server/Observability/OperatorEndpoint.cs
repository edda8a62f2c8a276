using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Prometheus;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Observability;

/// <summary><c>/metrics</c>, <c>/health/live</c> and <c>/health/ready</c>, for the operator only: there is no login.</summary>
internal sealed class OperatorEndpoint : IAsyncDisposable
{
    private readonly WebApplication _web;

    private OperatorEndpoint(WebApplication web) => _web = web;

    /// <summary>Where it listens, with the ports that were taken.</summary>
    public IReadOnlyList<Uri> Addresses =>
        [.. _web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses
            .Select(address => new Uri(address)) ?? []];

    public static async Task<OperatorEndpoint> StartAsync(
        HttpOptions options, CollectorRegistry registry, Readiness readiness, ILoggerFactory loggers,
        CancellationToken ct)
    {
        var web = Build(loggers, kestrel =>
        {
            foreach (var endpoint in options.Listen)
                kestrel.Listen(endpoint.ToIPEndPoint());
        });
        // Live: the process answers. Ready: it can do its work.
        web.MapGet("/health/live", () => Results.Text("live\n"));
        web.MapGet("/health/ready", (RequestDelegate)(context => AnswerReadyAsync(context, readiness)));
        web.MapMetrics("/metrics", registry);
        await web.StartAsync(ct);
        return new OperatorEndpoint(web);
    }

    public ValueTask DisposeAsync() => _web.DisposeAsync();

    /// <summary>The least of a web host: no configuration files, no signals, our log.</summary>
    internal static WebApplication Build(ILoggerFactory loggers, Action<KestrelServerOptions> configure)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, SilentLifetime>();
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            kestrel.Limits.MaxConcurrentConnections = 100;
            configure(kestrel);
        });
        var web = builder.Build();
        web.UseRouting();
        return web;
    }

    private static async Task AnswerReadyAsync(HttpContext context, Readiness readiness)
    {
        var reason = await readiness.CheckAsync(context.RequestAborted);
        context.Response.StatusCode = (int)(reason is null ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable);
        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync((reason is null ? "ready" : $"not ready: {reason}") + "\n", context.RequestAborted);
    }
}
