namespace Xmpp.Server.Configuration;

/// <summary>One domain that this server answers for.</summary>
[Live]
public sealed record HostOptions
{
    /// <summary>The prepared domainpart (RFC 7622 §3.2): lower case, U-labels.</summary>
    [HostName]
    [Live(false)]
    public string Name { get; init; } = "localhost";

    /// <summary>PEM file with the certificate and the intermediates after it; absent: one is made at first start.</summary>
    [FilePath]
    public string? Certificate { get; init; }

    /// <summary>PEM file with the private key of <see cref="Certificate"/>; absent: it is in the same file.</summary>
    [FilePath]
    public string? Key { get; init; }

    /// <summary>Addresses of the people behind the server (XEP-0157), for this host.</summary>
    public ContactOptions Contact { get; init; } = new();

    /// <summary>Accounts that administer this host and nothing else; more are given roles while the server runs.</summary>
    [AccountAddress]
    public IReadOnlyList<string> Admins { get; init; } = [];

    /// <summary>How long and how much is archived for this host's accounts, where that is not as for all.</summary>
    public HostArchiveOptions Archive { get; init; } = new();

    /// <summary>Where this host's clients by WebSocket are sent, where that is not as for all.</summary>
    [OptionName("websocket")]
    public HostWebSocketOptions WebSocket { get; init; } = new();
}
