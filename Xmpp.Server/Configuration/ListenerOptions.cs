namespace Xmpp.Server.Configuration;

/// <summary>Where clients, servers and components connect to.</summary>
public sealed record ListenerOptions
{
    /// <summary>Clients, with STARTTLS (RFC 6120 §5; the port is registered in §14.7).</summary>
    public IReadOnlyList<ListenEndpoint> C2s { get; init; } = [new ListenEndpoint("*", 5222)];

    /// <summary>Clients, TLS from the first octet (XEP-0368).</summary>
    public IReadOnlyList<ListenEndpoint> C2sTls { get; init; } = [new ListenEndpoint("*", 5223)];

    /// <summary>Other servers, with STARTTLS (RFC 6120 §14.7); closed while federation is off.</summary>
    public IReadOnlyList<ListenEndpoint> S2s { get; init; } = [new ListenEndpoint("*", 5269)];

    /// <summary>Other servers, TLS from the first octet (XEP-0368).</summary>
    public IReadOnlyList<ListenEndpoint> S2sTls { get; init; } = [new ListenEndpoint("*", 5270)];

    /// <summary>Browsers and other clients of HTTP, inside TLS: WebSocket, files, pages.</summary>
    public IReadOnlyList<ListenEndpoint> Https { get; init; } = [new ListenEndpoint("*", 5443)];

    /// <summary>The same in clear, for a proxy in front that does TLS, and for this machine.</summary>
    public IReadOnlyList<ListenEndpoint> Http { get; init; } = [new ListenEndpoint("127.0.0.1", 5281)];

    /// <summary>Components (XEP-0114); not opened while none is configured. The streams are in clear.</summary>
    public IReadOnlyList<ListenEndpoint> Components { get; init; } = [new ListenEndpoint("127.0.0.1", 5347)];

    /// <summary>Whether a client may log in on <see cref="C2s"/> without TLS.</summary>
    public TlsRequirement Tls { get; init; } = TlsRequirement.Required;
}
