namespace Xmpp.Server.Configuration;

/// <summary>RFC 7395: clients by WebSocket, at /xmpp-websocket.</summary>
public sealed record WebSocketOptions
{
    /// <summary>Stands for the host in <see cref="SeeOtherUri"/>.</summary>
    internal const string HostPlaceholder = "{host}";

    public bool Enabled { get; init; } = true;

    /// <summary>Nothing read for so long: the peer is pinged (RFC 6455 §5.5.2); proxies, too, like to see that.</summary>
    [AllowedDuration("0s", "1h")]
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>Nothing read for so long after that: the connection counts as broken.</summary>
    [AllowedDuration("1s", "1h")]
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>
    /// RFC 7395 §3.6.1: who opens a stream is sent there instead of being asked to log in; {host} stands for the host that is
    /// meant. Null: everybody stays.
    /// </summary>
    [WebSocketAddress, Live]
    public string? SeeOtherUri { get; init; }

    /// <summary>Where the clients of a host are to go; null: they are here.</summary>
    internal string? SeeOtherUriOf(HostOptions host) =>
        (host.WebSocket.SeeOtherUri ?? SeeOtherUri)?.Replace(
            HostPlaceholder, Certificates.HostNames.ToAscii(host.Name), StringComparison.Ordinal);
}
