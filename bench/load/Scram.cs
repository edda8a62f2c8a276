using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace XmppLoad;

/// <summary>
/// The client side of SCRAM (RFC 5802, RFC 7677), without channel binding. The keys derived from a password are
/// cached per user, mechanism, salt and iteration count, so PBKDF2 runs once per user and not once per login.
/// Names and passwords are taken to be ASCII (no SASLprep).
/// </summary>
internal sealed class Scram
{
    private sealed record Keys(byte[] Client, byte[] Stored, byte[] Server);

    private static readonly ConcurrentDictionary<(string, string, string, string, int), Keys> Cache = new();

    private readonly HashAlgorithmName hash;
    private readonly string mechanism, user, password, nonce;
    private string firstBare = "";
    private byte[] expectedServerSignature = [];

    public Scram(string mechanism, string user, string password, string? nonce = null)
    {
        this.mechanism = mechanism;
        this.user = user;
        this.password = password;
        this.nonce = nonce ?? Convert.ToBase64String(RandomNumberGenerator.GetBytes(18));
        hash = mechanism == "SCRAM-SHA-256" ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1;
    }

    public string First()
    {
        firstBare = "n=" + user.Replace("=", "=3D").Replace(",", "=2C") + ",r=" + nonce;
        return "n,," + firstBare;
    }

    public string Final(string serverFirst)
    {
        string combined = "", salt = "";
        int iterations = 0;
        foreach (var part in serverFirst.Split(','))
        {
            if (part.StartsWith("r=", StringComparison.Ordinal)) combined = part[2..];
            else if (part.StartsWith("s=", StringComparison.Ordinal)) salt = part[2..];
            else if (part.StartsWith("i=", StringComparison.Ordinal)) iterations = int.Parse(part[2..]);
        }
        if (!combined.StartsWith(nonce, StringComparison.Ordinal)
            || combined.Length == nonce.Length || salt == "" || iterations < 1)

            throw new InvalidDataException("bad SCRAM challenge: " + serverFirst);

        var keys = Cache.GetOrAdd((mechanism, user, password, salt, iterations), _ => Derive(salt, iterations));
        string withoutProof = "c=biws,r=" + combined;
        byte[] authMessage = Encoding.UTF8.GetBytes(firstBare + "," + serverFirst + "," + withoutProof);
        byte[] proof = Hmac(keys.Stored, authMessage);
        for (int i = 0; i < proof.Length; i++) proof[i] ^= keys.Client[i];
        expectedServerSignature = Hmac(keys.Server, authMessage);
        return withoutProof + ",p=" + Convert.ToBase64String(proof);
    }

    /// <summary>Checks the server's signature, so that a server that accepts anything is noticed.</summary>
    public bool Verify(string serverFinal)
    {
        foreach (var part in serverFinal.Split(','))
            if (part.StartsWith("v=", StringComparison.Ordinal))
                return Convert.FromBase64String(part[2..]).AsSpan().SequenceEqual(expectedServerSignature);
        return false;
    }

    private Keys Derive(string salt, int iterations)
    {
        int size = hash == HashAlgorithmName.SHA256 ? 32 : 20;
        byte[] salted = Rfc2898DeriveBytes.Pbkdf2(
            Encoding.UTF8.GetBytes(password), Convert.FromBase64String(salt), iterations, hash, size);
        byte[] client = Hmac(salted, "Client Key"u8.ToArray());
        byte[] stored = hash == HashAlgorithmName.SHA256 ? SHA256.HashData(client) : SHA1.HashData(client);
        return new Keys(client, stored, Hmac(salted, "Server Key"u8.ToArray()));
    }

    private byte[] Hmac(byte[] key, byte[] data) =>
        hash == HashAlgorithmName.SHA256 ? HMACSHA256.HashData(key, data) : HMACSHA1.HashData(key, data);
}
