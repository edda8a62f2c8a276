using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Xmpp.Server.Transport;
using Xmpp.Server.Transport.WebSockets;
using Xmpp.Server.Web.Loops;

namespace Xmpp.Server.Web.Clients;

/// <summary>Puts a <see cref="WebSocketWire"/> between a request's connection and the WebSocket that is made on it.</summary>
#pragma warning disable CA1001 // the WebSocket owns the wire and disposes of it
internal sealed class WireFeature : IHttpUpgradeFeature, IHttpExtendedConnectFeature
{
#pragma warning restore CA1001
    private readonly IHttpUpgradeFeature? _upgrade;
    private readonly IHttpExtendedConnectFeature? _connect;
    private readonly LoopContext? _loop;
    private readonly TimeProvider _time;
    private WebSocketWire? _wire;

    /// <param name="context">The request; its features are replaced.</param>
    /// <param name="time">For the wire.</param>
    public WireFeature(HttpContext context, TimeProvider time)
    {
        _time = time;
        _upgrade = context.Features.Get<IHttpUpgradeFeature>();
        _connect = context.Features.Get<IHttpExtendedConnectFeature>();
        _loop = context.Features.Get<LoopContext>();
        if (_upgrade is not null)
            context.Features.Set<IHttpUpgradeFeature>(this);
        if (_connect is not null)
            context.Features.Set<IHttpExtendedConnectFeature>(this);
    }

    /// <summary>What the WebSocket is on, once it has been accepted.</summary>
    public WebSocketWire Wire => _wire ?? throw new InvalidOperationException("Nothing has been accepted yet.");

    /// <summary>The connection that it has for itself; null over HTTP/2, where others are on it, too (RFC 8441).</summary>
    public IConnection? Below { get; private set; }

    public bool IsUpgradableRequest => _upgrade?.IsUpgradableRequest == true;
    public bool IsExtendedConnect => _connect?.IsExtendedConnect == true;
    public string? Protocol => _connect?.Protocol;

    public async Task<Stream> UpgradeAsync()
    {
        var stream = await Required(_upgrade).UpgradeAsync();
        Below = _loop?.Connection;
        return _wire = new WebSocketWire(_loop?.TakeOver() ?? stream, _time);
    }

    public async ValueTask<Stream> AcceptAsync() =>
        _wire = new WebSocketWire(await Required(_connect).AcceptAsync(), _time);

    private static T Required<T>(T? feature)
        where T : class => feature ?? throw new InvalidOperationException("The request has no such feature.");
}
