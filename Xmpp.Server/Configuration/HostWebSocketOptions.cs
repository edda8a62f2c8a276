namespace Xmpp.Server.Configuration;

/// <summary>What one host does otherwise than <see cref="WebSocketOptions"/> says for all.</summary>
[Live]
public sealed record HostWebSocketOptions
{
    /// <summary>As <see cref="WebSocketOptions.SeeOtherUri"/>, for this host's clients.</summary>
    [WebSocketAddress]
    public string? SeeOtherUri { get; init; }
}
