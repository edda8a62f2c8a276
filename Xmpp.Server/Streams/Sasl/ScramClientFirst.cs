namespace Xmpp.Server.Streams.Sasl;

/// <summary>The client-first-message of SCRAM (RFC 5802 §7), read.</summary>
/// <param name="Flag">The gs2-cbind-flag: 'n', 'y' or 'p'.</param>
/// <param name="BindingType">The cb-name behind "p=", else null.</param>
/// <param name="Header">The whole gs2-header, which comes back inside "c=".</param>
/// <param name="Authzid">Unescaped, or null.</param>
/// <param name="UserName">Unescaped, not prepared.</param>
/// <param name="Nonce">The client's part.</param>
/// <param name="Bare">client-first-message-bare as received: RFC 5802 §5.1 has the hash over that.</param>
internal sealed record ScramClientFirst(
    char Flag, string? BindingType, string Header, string? Authzid, string UserName, string Nonce, string Bare)
{
    /// <summary>Null and the message, or why it is none.</summary>
    public static SaslFailure? Read(byte[] bytes, out ScramClientFirst? first)
    {
        first = null;
        if (!SaslText.TryDecodeUtf8(bytes, out var text))
            return SaslFailure.MalformedRequest;
        // gs2-header = gs2-cbind-flag "," [ authzid ] ","
        var flagEnd = text.IndexOf(',', StringComparison.Ordinal);
        var headerEnd = flagEnd < 0 ? -1 : text.IndexOf(',', flagEnd + 1);
        if (headerEnd < 0 || !TryReadFlag(text[..flagEnd], out var type))
            return SaslFailure.MalformedRequest;
        string? authzid = null;
        if (headerEnd > flagEnd + 1 && !ScramText.TryReadName(text[(flagEnd + 1)..headerEnd], 'a', out authzid))
            return SaslFailure.MalformedRequest;

        var bare = text[(headerEnd + 1)..];
        var attributes = bare.Split(',');
        // RFC 5802 §5.1 'm': its presence must fail the authentication.
        if (ScramText.HasMandatoryExtension(attributes))
            return SaslFailure.NotAuthorized;
        if (attributes.Length < 2
            || !ScramText.TryReadName(attributes[0], 'n', out var name)
            || !ScramText.TryReadNonce(attributes[1], out var nonce)
            || !ScramText.AreExtensions(attributes.AsSpan(2)))
        {
            return SaslFailure.MalformedRequest;
        }
        first = new ScramClientFirst(text[0], type, text[..(headerEnd + 1)], authzid, name, nonce, bare);
        return null;
    }

    private static bool TryReadFlag(string flag, out string? type)
    {
        type = null;
        if (flag is "n" or "y")
            return true;
        if (!flag.StartsWith("p=", StringComparison.Ordinal) || flag.Length == 2)
            return false;
        type = flag[2..];
        foreach (var c in type)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-'))
                return false;
        }
        return true;
    }
}
