using System.Collections.Immutable;
using Xmpp.Server.Accounts;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>What a virtual host accepts for authentication.</summary>
public sealed record SaslOptions
{
    /// <summary>SCRAM in these forms, strongest first. RFC 6120 §13.8.1 makes SHA-1 mandatory to implement.</summary>
    public ImmutableArray<ScramHash> Scram { get; init; } = [ScramHash.Sha512, ScramHash.Sha256, ScramHash.Sha1];

    /// <summary>PLAIN, which is offered inside TLS only (RFC 6120 §13.8.3), whatever else is set.</summary>
    public bool Plain { get; init; } = true;

    /// <summary>XEP-0175 §3: not by default.</summary>
    public bool Anonymous { get; init; }

    /// <summary>Nothing at all is offered before TLS (cases AUTH-02).</summary>
    public bool RequireTls { get; init; } = true;

    /// <summary>RFC 6120 §6.4.5: at least 2 and no more than 5.</summary>
    public int MaxFailures { get; init; } = 3;

    /// <summary>Handshakes of any outcome on one stream: a client that aborts for ever is sent away too.</summary>
    public int MaxHandshakes { get; init; } = 12;

    /// <summary>How long the credential store may take.</summary>
    public TimeSpan CredentialTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Iterations for keys derived now.</summary>
    public int Iterations { get; init; } = ScramKeys.DefaultIterations;
}
