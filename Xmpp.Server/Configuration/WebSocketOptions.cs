namespace Xmpp.Server.Configuration;

/// <summary>RFC 7395: clients by WebSocket, at /xmpp-websocket.</summary>
public sealed record WebSocketOptions
{
    public bool Enabled { get; init; } = true;

    /// <summary>Nothing read for so long: the peer is pinged (RFC 6455 §5.5.2); proxies, too, like to see that.</summary>
    [AllowedDuration("0s", "1h")]
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Nothing read for so long after that: the connection counts as broken.</summary>
    [AllowedDuration("1s", "1h")]
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(45);
}
