namespace Xmpp.Server.Transport.WebSockets;

/// <summary>What all WebSockets of the server share.</summary>
/// <param name="Loops">Where they live.</param>
/// <param name="Time">For deadlines.</param>
/// <param name="PingInterval">Nothing read for so long: the peer is pinged; zero for never.</param>
/// <param name="PingTimeout">Nothing read for so long after that: the peer is gone.</param>
internal sealed record WebSocketSettings(
    EventLoops Loops, TimeProvider Time, TimeSpan PingInterval, TimeSpan PingTimeout)
{
    /// <summary>The server goes away: so does what is closed now (RFC 6455 §7.4.1).</summary>
    public bool IsStopping { get; set; }
}
