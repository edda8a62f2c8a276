using System.Diagnostics.CodeAnalysis;

namespace Xmpp.Server.Streams.Sasl;

/// <summary>The productions of RFC 5802 §7 that both client messages use.</summary>
internal static class ScramText
{
    /// <summary>attr-val with that letter: its value, which is never empty and has no NUL.</summary>
    public static bool TryReadValue(string attribute, char letter, out string value)
    {
        value = "";
        if (attribute.Length < 3 || attribute[0] != letter || attribute[1] != '=' || attribute.Contains('\0'))
            return false;
        value = attribute[2..];
        return true;
    }

    /// <summary>
    /// A saslname: ',' and '=' come as "=2C" and "=3D", and a '=' before anything else must fail the authentication
    /// (§5.1 'n').
    /// </summary>
    public static bool TryReadName(string attribute, char letter, [NotNullWhen(true)] out string? name)
    {
        name = null;
        if (!TryReadValue(attribute, letter, out var value))
            return false;
        for (var i = value.IndexOf('=', StringComparison.Ordinal); i >= 0; i = value.IndexOf('=', i + 1))
        {
            if (!value.AsSpan(i + 1).StartsWith("2C") && !value.AsSpan(i + 1).StartsWith("3D"))
                return false;
        }
        // "=3D" last, so that what it gives is not taken for the start of another.
        name = value.Replace("=2C", ",", StringComparison.Ordinal).Replace("=3D", "=", StringComparison.Ordinal);
        return true;
    }

    /// <summary>Printable ASCII without comma (§5.1 'r').</summary>
    public static bool TryReadNonce(string attribute, out string nonce) =>
        TryReadValue(attribute, 'r', out nonce) && !nonce.AsSpan().ContainsAnyExceptInRange('!', '~');

    /// <summary>
    /// Optional extensions, which are ignored (§5.1), if they are such: a letter, '=', a value, and none of the letters
    /// that the RFC gives a meaning, for those have their place elsewhere.
    /// </summary>
    public static bool AreExtensions(ReadOnlySpan<string> attributes)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.Length < 3 || !char.IsAsciiLetter(attribute[0]) || "acimnprsve".Contains(attribute[0])
                || !TryReadValue(attribute, attribute[0], out _))
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>An 'm' anywhere (§5.1 'm').</summary>
    public static bool HasMandatoryExtension(string[] attributes)
    {
        foreach (var attribute in attributes)
        {
            if (attribute.StartsWith("m=", StringComparison.Ordinal))
                return true;
        }
        return false;
    }
}
