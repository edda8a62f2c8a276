using System.Text;
using Xmpp.Server.Streams.Sasl;

namespace Xmpp.Fuzz.Targets;

/// <summary>The messages of SCRAM (RFC 5802 §7), and base 64 as SASL has it (RFC 6120 §6.3.5).</summary>
internal static class SaslInput
{
    public static void Run(byte[] input)
    {
        CheckFirst(ScramClientFirst.Read(input, out var first), first, input);
        CheckFinal(ScramClientFinal.Read(input, out var final), final, input);
        var text = Encoding.Latin1.GetString(input);
        if (SaslText.TryDecodeBase64(text, out var bytes) && Convert.ToBase64String(bytes) != text)
            throw new BrokenPropertyException("Two spellings of one value");
    }

    private static void CheckFirst(SaslFailure? failure, ScramClientFirst? first, byte[] input)
    {
        if (failure is null == first is null)
            throw new BrokenPropertyException("client-first: neither a message nor a failure, or both");
        // RFC 5802 §5.1: the signature is over what was received.
        if (first is not null && first.Header + first.Bare != Encoding.UTF8.GetString(input))
            throw new BrokenPropertyException("client-first: header and rest are not what was received");
        if (first is { Nonce.Length: 0 } or { UserName.Length: 0 })
            throw new BrokenPropertyException("client-first: an empty name or nonce");
    }

    private static void CheckFinal(SaslFailure? failure, ScramClientFinal? final, byte[] input)
    {
        if (failure is null == final is null)
            throw new BrokenPropertyException("client-final: neither a message nor a failure, or both");
        if (final is not null
            && !Encoding.UTF8.GetString(input).StartsWith(final.WithoutProof + ",p=", StringComparison.Ordinal))
        {
            throw new BrokenPropertyException("client-final: what is signed is not what was received");
        }
    }
}
