namespace Xmpp.Server.Configuration;

/// <summary>What holds for one other server, or for all below a domain.</summary>
public sealed record FederationDomainOptions
{
    /// <summary>A domain, or <c>*.domain</c> for every domain below it.</summary>
    [DomainPattern]
    public string Name { get; init; } = "";

    /// <summary>How it has to prove its name; absent: as for all.</summary>
    public FederationTrust? Trust { get; init; }

    /// <summary>Where it is, instead of asking DNS: <c>address:port</c>, in the order of trying.</summary>
    [PeerAddress]
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>TLS from the first octet at <see cref="Addresses"/> (XEP-0368).</summary>
    public bool DirectTls { get; init; }
}
