using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>RFC 4505 with XEP-0175: whoever asks gets an address of his own until he leaves.</summary>
public sealed class AnonymousMechanism(string host) : ISaslMechanism
{
    /// <summary>RFC 4505 §2: a token has at most 255 characters.</summary>
    private const int MaxTraceCharacters = 255;

    public string Name => SaslNames.Anonymous;
    public string? ClaimedName => null;

    public ValueTask<SaslStep> NextAsync(byte[]? message, CancellationToken ct) => new(Answer(message));

    // The trace is optional (XEP-0175 §3), checked, and then not used for anything.
    private SaslStep Answer(byte[]? message)
    {
        if (message is not null && !IsTrace(message))
            return SaslFailure.MalformedRequest;
        // XEP-0175 §3: a UUID is recommended. Guid.NewGuid takes its bits from the operating system's generator.
        return Jid.TryCreate(Guid.NewGuid().ToString("D"), host, null, out var account)
            ? new SaslStep.Success(account, null)
            : SaslFailure.TemporaryAuthFailure;
    }

    private static bool IsTrace(byte[] message)
    {
        if (!SaslText.TryDecodeUtf8(message, out var text))
            return false;
        var count = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            // RFC 4505 §3: no control characters; the rest of the profile guards a display that we do not have.
            if (++count > MaxTraceCharacters || System.Text.Rune.IsControl(rune))
                return false;
        }
        return true;
    }
}
