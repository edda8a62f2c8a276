using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Xmpp.Server.Streams;
using Xmpp.Server.Streams.WebSockets;
using Xmpp.Server.Transport.WebSockets;

namespace Xmpp.Server.Web.Clients;

/// <summary>Clients by WebSocket (RFC 7395), over HTTP/1.1 (RFC 6455 §4) and HTTP/2 (RFC 8441).</summary>
internal sealed class WebSocketDoor : IWebDoor
{
    public const string Path = "/xmpp-websocket";

    private const string Subprotocol = "xmpp";

    private readonly ConcurrentDictionary<long, WebSocketConnection> _connections = new();
    private readonly C2sServices _services;
    private readonly WebSocketSettings _settings;
    private readonly WebOrigins _origins;
    private readonly WebSocketMiddleware _handshake;

    public WebSocketDoor(C2sServices services, WebSocketSettings settings, WebOrigins origins, ILoggerFactory loggers)
    {
        _services = services;
        _settings = settings;
        _origins = origins;
        // We ping ourselves, where one clock serves all; and compression is never offered (cases ABU-02).
        var options = new Microsoft.AspNetCore.Builder.WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan };
        _handshake = new WebSocketMiddleware(AcceptAsync, Options.Create(options), loggers);
    }

    public void Map(IEndpointRouteBuilder routes) => routes.Map(Path, HandleAsync);

    /// <summary>Looks at the clock; about every second.</summary>
    public void Tick()
    {
        foreach (var connection in _connections.Values)
            connection.Tick();
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (!_origins.Allows(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        // What the WebSocket writes goes through our hands: a burst of messages is then one write.
        var wire = new WireFeature(context, _settings.Time);
        context.Features.Set<IHttpWebSocketFeature>(null);
        context.Items[typeof(WireFeature)] = wire;
        await _handshake.Invoke(context);
    }

    private async Task AcceptAsync(HttpContext context)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired; // RFC 9110 §15.5.22
            context.Response.Headers.Upgrade = "websocket";
            return;
        }
        // RFC 7395 §3.1: a browser would close anyway.
        if (!context.WebSockets.WebSocketRequestedProtocols.Contains(Subprotocol))
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        var wire = (WireFeature)context.Items[typeof(WireFeature)]!;
        using var socket = await context.WebSockets.AcceptWebSocketAsync(Subprotocol);
        var peer = WebPeer.Of(context);
        var connection = new WebSocketConnection(
            socket, wire.Wire, context.Abort, _settings, peer.EndPoint, peer.IsSecure, wire.Below)
        {
            IsByClearHttp = !context.Request.IsHttps,
        };
        _connections[connection.Id] = connection;
        try
        {
            await connection.RunAsync(c => new FramedStream(new C2sStream(c, _services, C2sTransport.WebSocket)));
        }
        finally
        {
            _connections.TryRemove(connection.Id, out _);
        }
    }
}
