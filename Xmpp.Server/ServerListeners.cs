using System.Net;
using System.Net.Security;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Components;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation;
using Xmpp.Server.Federation.Streams;
using Xmpp.Server.Observability;
using Xmpp.Server.Streams;
using Xmpp.Server.Transport;
using Xmpp.Server.Web;

namespace Xmpp.Server;

/// <summary>Every address that the server listens on, and what is begun with who comes there.</summary>
internal sealed class ServerListeners(ServerOptions options, EventLoops loops, TimeProvider time, ILoggerFactory loggers)
    : IAsyncDisposable
{
    private static readonly SslApplicationProtocol s_alpn = new("xmpp-client"); // XEP-0368 §5

    private readonly List<TcpListener> _tcp = [];
    private readonly List<ListenEndpoint> _forComponents = [];
    private WebServer? _web;

    /// <summary>The first of each kind, with the port that was taken.</summary>
    public IPEndPoint? C2s { get; private set; }

    public IPEndPoint? C2sTls { get; private set; }
    public IPEndPoint? Components { get; private set; }
    public IPEndPoint? S2s { get; private set; }
    public IPEndPoint? S2sTls { get; private set; }

    /// <summary>All of TCP, in the order of the configuration.</summary>
    public IReadOnlyList<IPEndPoint> Tcp => [.. _tcp.Select(listener => listener.LocalEndPoint)];

    /// <summary>Those of HTTP, HTTPS first.</summary>
    public IReadOnlyList<IPEndPoint> Web => _web?.EndPoints ?? [];

    /// <exception cref="IOException">An address is taken.</exception>
    public async Task OpenAsync(ServerHost host)
    {
        var listen = options.Listeners;
        C2s = Listen(listen.C2s, null, connection => new C2sStream(connection, host.C2s, C2sTransport.Tcp));
        C2sTls = Listen(
            listen.C2sTls, host.C2s.StartTls with { ApplicationProtocols = [s_alpn] },
            connection => new C2sStream(connection, host.C2s, C2sTransport.DirectTls));
        if (options.Components.Count > 0) // XEP-0114: not open before there is somebody to come
            OpenForComponents(host);
        if (host.Federation is { } federation)
        {
            var deadAfter = federation.Options.PingAfter + federation.Options.PingTimeout;
            S2s = Listen(
                listen.S2s, null, connection => new IncomingStream(connection, federation, ListenerKind.S2s), deadAfter);
            S2sTls = Listen(
                listen.S2sTls, federation.StartTls with { ApplicationProtocols = [FederationServices.Alpn] },
                connection => new IncomingStream(connection, federation, ListenerKind.S2sTls), deadAfter);
        }
        if (host.WebAddresses.IsOpen)
        {
            _web = await WebServer.StartAsync(
                options, host.WebAddresses, host.Certificates, host.Doors, loops, loggers, CancellationToken.None);
        }
    }

    /// <summary>Where components connect to, unless it is open; it stays open until the end.</summary>
    /// <exception cref="IOException">An address is taken.</exception>
    public void OpenForComponents(ServerHost host)
    {
        foreach (var endpoint in options.Listeners.Components.Except(_forComponents).ToList())
        {
            var opened = Listen([endpoint], null, connection => new ComponentStream(connection, host.ComponentServices));
            Components ??= opened;
            _forComponents.Add(endpoint);
        }
    }

    /// <summary>Nobody new gets in.</summary>
    public async Task CloseAsync()
    {
        foreach (var listener in _tcp)
            await listener.StopAsync();
        _web?.BeginStop();
    }

    /// <summary>Ends the web server, whose streams have been told by then.</summary>
    public ValueTask DisposeAsync() => _web?.DisposeAsync() ?? ValueTask.CompletedTask;

    private IPEndPoint? Listen(
        IReadOnlyList<ListenEndpoint> endpoints, TlsServerSettings? directTls, Func<IConnection, IConnectionHandler> accept,
        TimeSpan? deadAfter = null)
    {
        IPEndPoint? first = null;
        foreach (var endpoint in endpoints)
        {
            try
            {
                var listener = TcpListener.Start(endpoint.ToIPEndPoint(), loops, directTls, time, accept, deadAfter);
                _tcp.Add(listener);
                first ??= listener.LocalEndPoint;
            }
            catch (System.Net.Sockets.SocketException e)
            {
                throw new IOException($"{endpoint}: {e.Message}", e); // "Address already in use" alone does not say which
            }
        }
        return first;
    }
}
