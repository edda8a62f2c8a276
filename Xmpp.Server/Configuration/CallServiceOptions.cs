namespace Xmpp.Server.Configuration;

/// <summary>One server for calls (XEP-0215 §2).</summary>
public sealed record CallServiceOptions
{
    /// <summary>A domain name or an IP address that clients reach.</summary>
    [HostName]
    public string Host { get; init; } = "";

    public CallServiceType Type { get; init; } = CallServiceType.Turn;

    /// <summary>Null: 3478, and 5349 inside TLS (RFC 8489 §18.6).</summary>
    [AllowedRange(1, 65_535)]
    public int? Port { get; init; }

    /// <summary>Null: UDP, and TCP for TLS.</summary>
    public CallTransport? Transport { get; init; }

    /// <summary>What this TURN server shares with us; null: the one of <see cref="CallOptions"/>.</summary>
    [Secret]
    public string? Secret { get; init; }

    /// <summary>TLS to the server, not the media's encryption.</summary>
    internal bool IsSecure => Type is CallServiceType.Stuns or CallServiceType.Turns;

    internal bool IsRelay => Type is CallServiceType.Turn or CallServiceType.Turns;

    internal int EffectivePort => Port ?? (IsSecure ? 5349 : 3478);

    internal CallTransport EffectiveTransport => Transport ?? (IsSecure ? CallTransport.Tcp : CallTransport.Udp);

    // A record prints its members (OPS-09).
    public override string ToString() => $"{nameof(CallServiceOptions)} {Type} {Host}";
}
