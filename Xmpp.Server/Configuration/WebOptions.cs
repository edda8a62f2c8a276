namespace Xmpp.Server.Configuration;

/// <summary>What browsers and other clients of HTTP reach: <see cref="ListenerOptions.Https"/>, <see cref="ListenerOptions.Http"/>.</summary>
public sealed record WebOptions
{
    /// <summary>
    /// How the world reaches us, where a proxy stands in front: an origin, in which {host} stands for the host that is
    /// meant. Null: <c>https://{host}</c> and the first port of <see cref="ListenerOptions.Https"/>.
    /// </summary>
    [WebAddress]
    public string? PublicUrl { get; init; }

    /// <summary>
    /// Whoever connects to <see cref="ListenerOptions.Http"/> from here counts as if inside TLS, and says for whom it
    /// speaks (X-Forwarded-For).
    /// </summary>
    [IpAddress]
    public IReadOnlyList<string> TrustedProxies { get; init; } = ["127.0.0.1", "::1"];

    /// <summary>Pages of these origins may use us (cases WEB-06); empty: of all.</summary>
    [WebAddress]
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// Where an ACME client puts its answers (RFC 8555 §8.3), in <c>.well-known/acme-challenge</c> there; null: the folder
    /// <c>acme</c> in the data directory.
    /// </summary>
    [FilePath]
    public string? AcmeChallenges { get; init; }

    /// <summary>A client for the browser (Converse.js) at /chat.</summary>
    public bool Chat { get; init; } = true;

    /// <summary>Where the files of Converse.js are; null: where the build has put them.</summary>
    [FilePath]
    public string? ChatDirectory { get; init; }

    /// <summary>Connections at the same time.</summary>
    [AllowedRange(1, 1_000_000)]
    public int Connections { get; init; } = 20_000;

    /// <summary>
    /// Of one address (of one /64 for IPv6), without those of <see cref="TrustedProxies"/>; 0: no limit. A browser has up to six,
    /// and a whole office or mobile network may share one address.
    /// </summary>
    [AllowedRange(0, 1_000_000)]
    public int ConnectionsPerAddress { get; init; } = 1000;

    [OptionName("websocket")]
    public WebSocketOptions WebSocket { get; init; } = new();

    public BoshOptions Bosh { get; init; } = new();
}
