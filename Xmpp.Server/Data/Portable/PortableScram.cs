using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Xmpp.Server.Accounts;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Data.Portable;

/// <summary>SCRAM keys in files: as XEP-0227 §4.3 has them, and in the place of the password, as ejabberd writes them.</summary>
internal static class PortableScram
{
    private const string Prefix = "scram:";
    private const int MaxSalt = 1024;

    // A login with PLAIN makes the server count them.
    private const int MaxIterations = 1_000_000;

    public static bool IsScram(string password) => password.StartsWith(Prefix, StringComparison.Ordinal);

    public static ScramCredential? Read(XElement element) => Make(
        HashOf((string?)element.Attribute(PortableNames.Mechanism)),
        (string?)element.Element(PortableNames.IterCount), (string?)element.Element(PortableNames.Salt),
        (string?)element.Element(PortableNames.StoredKey), (string?)element.Element(PortableNames.ServerKey));

    /// <summary><c>scram:[hash,]StoredKey,ServerKey,Salt,iterations</c>, the keys in base64.</summary>
    public static ScramCredential? Read(string password)
    {
        if (!IsScram(password))
            return null;
        return password[Prefix.Length..].Split(',') switch
        {
            [var stored, var server, var salt, var count] => Make(ScramHash.Sha1, count, salt, stored, server),
            [var hash, var stored, var server, var salt, var count] => Make(
                HashOf($"SCRAM-{hash.ToUpperInvariant().Replace("SHA256", "SHA-256", StringComparison.Ordinal).Replace("SHA512", "SHA-512", StringComparison.Ordinal)}")
                    ?? (hash is "sha" or "" ? ScramHash.Sha1 : null),
                count, salt, stored, server),
            _ => null,
        };
    }

    /// <summary>Null unless everything is there and of the length that the hash has.</summary>
    public static ScramCredential? Make(ScramHash? hash, string? iterations, byte[]? salt, byte[]? stored, byte[]? server) =>
        hash is { } known && salt is { Length: > 0 and <= MaxSalt }
            && int.TryParse(iterations, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && count is > 0 and <= MaxIterations
            && stored?.Length == ScramKeys.Length(known) && server?.Length == ScramKeys.Length(known)
            ? new ScramCredential(known, count, salt, stored, server)
            : null;

    // COMPAT(ejabberd 24.12): it encodes twice what it has in base64 already.
    private static ScramCredential? Make(ScramHash? hash, string? iterations, string? salt, string? stored, string? server) =>
        Make(hash, iterations?.Trim(), Bytes(salt), Bytes(stored), Bytes(server))
        ?? Make(hash, iterations?.Trim(), Bytes(TextOf(salt)), Bytes(TextOf(stored)), Bytes(TextOf(server)));

    private static string? TextOf(string? encoded) => Bytes(encoded) is { } bytes ? Encoding.Latin1.GetString(bytes) : null;

    private static ScramHash? HashOf(string? mechanism) => mechanism switch
    {
        "SCRAM-SHA-1" => ScramHash.Sha1,
        "SCRAM-SHA-256" => ScramHash.Sha256,
        "SCRAM-SHA-512" => ScramHash.Sha512,
        _ => null,
    };

    private static byte[]? Bytes(string? text)
    {
        if (text is null)
            return null;
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
    }
}
