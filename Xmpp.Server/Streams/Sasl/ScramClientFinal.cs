namespace Xmpp.Server.Streams.Sasl;

/// <summary>The client-final-message of SCRAM (RFC 5802 §7), read.</summary>
/// <param name="Binding">The value of "c=", still in base 64.</param>
/// <param name="Nonce">Both parts together.</param>
/// <param name="Proof">Of any length.</param>
/// <param name="WithoutProof">client-final-message-without-proof as received.</param>
internal sealed record ScramClientFinal(string Binding, string Nonce, byte[] Proof, string WithoutProof)
{
    /// <summary>Null and the message, or why it is none.</summary>
    public static SaslFailure? Read(byte[] bytes, out ScramClientFinal? final)
    {
        final = null;
        if (!SaslText.TryDecodeUtf8(bytes, out var text))
            return SaslFailure.MalformedRequest;
        var attributes = text.Split(',');
        if (ScramText.HasMandatoryExtension(attributes))
            return SaslFailure.NotAuthorized;
        // RFC 5802 §5.1: the order is fixed: c, r, extensions, and p at the very end.
        if (attributes.Length < 3
            || !ScramText.TryReadValue(attributes[0], 'c', out var binding)
            || !ScramText.TryReadNonce(attributes[1], out var nonce)
            || !ScramText.AreExtensions(attributes.AsSpan(2..^1))
            || !ScramText.TryReadValue(attributes[^1], 'p', out var proof)
            || !SaslText.TryDecodeBase64(binding, out _)
            || !SaslText.TryDecodeBase64(proof, out var proofBytes))
        {
            return SaslFailure.MalformedRequest;
        }
        var withoutProof = text[..^(attributes[^1].Length + 1)];
        final = new ScramClientFinal(binding, nonce, proofBytes, withoutProof);
        return null;
    }
}
