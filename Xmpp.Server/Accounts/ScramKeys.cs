using System.Security.Cryptography;
using Xmpp.Stanzas.Preparation;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Accounts;

/// <summary>The key derivation of SCRAM (RFC 5802 §3): from a password to what is stored, and back to a yes or no.</summary>
public static class ScramKeys
{
    /// <summary>RFC 5802 §5.1 and RFC 7677 §3: at least 4096; XEP-0438 asks for 10,000.</summary>
    public const int DefaultIterations = 10_000;

    /// <summary>Octets of a salt that we make; also of those made up for unknown accounts (cases AUTH-06).</summary>
    public const int SaltLength = 16;

    private static readonly byte[] ClientKeyLabel = "Client Key"u8.ToArray();
    private static readonly byte[] ServerKeyLabel = "Server Key"u8.ToArray();

    /// <summary>The hashes for which an account gets keys.</summary>
    public static IReadOnlyList<ScramHash> AllHashes { get; } = [ScramHash.Sha1, ScramHash.Sha256, ScramHash.Sha512];

    /// <summary>Makes a new credential with a salt of its own; false if the password cannot be prepared.</summary>
    public static bool TryCreate(
        ScramHash hash, string password, int iterations, out ScramCredential? credential)
    {
        credential = TryPrepare(password, out var prepared)
            ? Derive(hash, prepared, RandomNumberGenerator.GetBytes(SaltLength), iterations)
            : null;
        return credential is not null;
    }

    /// <summary>
    /// Normalize(password) of RFC 5802 §2.2. False for a password that is empty or that the profile forbids.
    /// </summary>
    public static bool TryPrepare(string password, out string prepared)
    {
        // RFC 4013 §2.5: a stored password has no unassigned code points, or two clients would prepare it differently.
        var isPrepared = Saslprep.TryPrepare(password, allowUnassigned: false, out var result);
        prepared = result ?? "";
        return isPrepared;
    }

    /// <summary>Derives the stored keys from a prepared password. Takes milliseconds: never on an event loop.</summary>
    public static ScramCredential Derive(ScramHash hash, string prepared, byte[] salt, int iterations)
    {
        var salted = SaltedPassword(hash, prepared, salt, iterations);
        var clientKey = Hmac(hash, salted, ClientKeyLabel);
        return new ScramCredential(hash, iterations, salt, Digest(hash, clientKey), Hmac(hash, salted, ServerKeyLabel));
    }

    /// <summary>Hi(Normalize(password), salt, i), which is PBKDF2 (RFC 5802 §2.2).</summary>
    public static byte[] SaltedPassword(ScramHash hash, string prepared, byte[] salt, int iterations) =>
        Rfc2898DeriveBytes.Pbkdf2(prepared, salt, iterations, NameOf(hash), Length(hash));

    /// <summary>
    /// True if the password belongs to the credential. Takes milliseconds, the same for right and wrong: never on an
    /// event loop.
    /// </summary>
    public static bool Matches(ScramCredential credential, string password)
    {
        // RFC 4616 §2: what cannot be prepared is wrong; it still costs the same (cases AUTH-06).
        var usable = TryPrepare(password, out var prepared);
        var derived = Derive(credential.Hash, prepared, credential.Salt, credential.Iterations);
        return CryptographicOperations.FixedTimeEquals(derived.StoredKey, credential.StoredKey) & usable;
    }

    /// <summary>True if the proof was made with the ClientKey that belongs to StoredKey (RFC 5802 §3).</summary>
    public static bool VerifyProof(ScramCredential credential, ReadOnlySpan<byte> authMessage, ReadOnlySpan<byte> proof)
    {
        var clientKey = Hmac(credential.Hash, credential.StoredKey, authMessage);
        if (proof.Length != clientKey.Length)
            return false;
        for (var i = 0; i < clientKey.Length; i++)
            clientKey[i] ^= proof[i];
        return CryptographicOperations.FixedTimeEquals(Digest(credential.Hash, clientKey), credential.StoredKey);
    }

    /// <summary>ServerSignature := HMAC(ServerKey, AuthMessage) (RFC 5802 §3).</summary>
    public static byte[] ServerSignature(ScramCredential credential, ReadOnlySpan<byte> authMessage) =>
        Hmac(credential.Hash, credential.ServerKey, authMessage);

    /// <summary>Octets of the hash's output.</summary>
    public static int Length(ScramHash hash) => hash switch
    {
        ScramHash.Sha1 => SHA1.HashSizeInBytes,
        ScramHash.Sha256 => SHA256.HashSizeInBytes,
        ScramHash.Sha512 => SHA512.HashSizeInBytes,
        _ => throw new ArgumentOutOfRangeException(nameof(hash)),
    };

    internal static byte[] Hmac(ScramHash hash, ReadOnlySpan<byte> key, ReadOnlySpan<byte> data) =>
        CryptographicOperations.HmacData(NameOf(hash), key, data);

    internal static byte[] Digest(ScramHash hash, ReadOnlySpan<byte> data) =>
        CryptographicOperations.HashData(NameOf(hash), data);

    // SHA-1 because RFC 6120 §13.8 makes SCRAM-SHA-1 mandatory to implement.
    private static HashAlgorithmName NameOf(ScramHash hash) => hash switch
    {
        ScramHash.Sha1 => HashAlgorithmName.SHA1,
        ScramHash.Sha256 => HashAlgorithmName.SHA256,
        ScramHash.Sha512 => HashAlgorithmName.SHA512,
        _ => throw new ArgumentOutOfRangeException(nameof(hash)),
    };
}
