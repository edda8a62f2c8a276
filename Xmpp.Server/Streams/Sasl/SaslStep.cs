using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>What a mechanism answers to one message of the client (RFC 6120 §6.4.3).</summary>
public abstract record SaslStep
{
    private SaslStep()
    {
    }

    /// <summary>More is needed from the client.</summary>
    public sealed record Challenge(byte[] Data) : SaslStep;

    /// <summary>The client is <paramref name="Account"/>, a bare JID; the data, if any, go with the success.</summary>
    public sealed record Success(Jid Account, byte[]? AdditionalData) : SaslStep;

    /// <summary>The attempt is over.</summary>
    public sealed record Failure(SaslFailure Reason) : SaslStep;

    public static implicit operator SaslStep(SaslFailure reason) => new Failure(reason);
}
