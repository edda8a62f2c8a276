using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Server.Streams;
using Xmpp.Server.Streams.Bosh;
using Xmpp.Server.Transport;
using Xmpp.Server.Transport.WebSockets;

namespace Xmpp.Server.Web.Clients;

/// <summary>Clients that come by HTTP: WebSocket, BOSH, and how they are found.</summary>
internal sealed class WebClients
{
    private readonly WebSocketSettings _webSockets;
    private readonly WebSocketDoor? _webSocket;
    private readonly BoshDoor? _bosh;

    public WebClients(ServerOptions options, WebAddresses addresses, C2sServices services, EventLoops loops, ILoggerFactory loggers)
    {
        var origins = new WebOrigins(options.Web);
        var time = services.Tools.Time;
        _webSockets = new WebSocketSettings(loops, time, options.Web.WebSocket.PingInterval, options.Web.WebSocket.PingTimeout);
        if (options.Web.WebSocket.Enabled)
            _webSocket = new WebSocketDoor(services, _webSockets, origins, loggers);
        if (options.Web.Bosh.Enabled)
            _bosh = new BoshDoor(new BoshSettings(loops, options.Web.Bosh, services, time), origins);
        Doors = [.. new IWebDoor?[] { new HostMetaDoor(services.Hosts, addresses, options.Web), _webSocket, _bosh }.OfType<IWebDoor>()];
    }

    public IReadOnlyList<IWebDoor> Doors { get; }

    /// <summary>What is closed from now on is closed because the server goes away.</summary>
    public void BeginStop() => _webSockets.IsStopping = true;

    /// <summary>Looks at the clock; about every second.</summary>
    public void Tick()
    {
        _webSocket?.Tick();
        _bosh?.Tick();
    }
}
