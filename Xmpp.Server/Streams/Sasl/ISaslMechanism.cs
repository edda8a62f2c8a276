namespace Xmpp.Server.Streams.Sasl;

/// <summary>The server's side of one SASL exchange (RFC 4422): made for one attempt, then thrown away.</summary>
public interface ISaslMechanism
{
    string Name { get; }

    /// <summary>The account that the client claims, once it has named one: for logs and throttling only.</summary>
    string? ClaimedName { get; }

    /// <summary>
    /// Takes the client's next message. Called again only after a <see cref="SaslStep.Challenge"/>. Never throws for
    /// what the client sent.
    /// </summary>
    /// <param name="message">Null only in the first call: there was no initial response (RFC 6120 §6.4.2).</param>
    ValueTask<SaslStep> NextAsync(byte[]? message, CancellationToken ct);
}
