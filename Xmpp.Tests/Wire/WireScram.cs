using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Xmpp.Tests.Wire;

/// <summary>The client's half of SCRAM (RFC 5802 §3), written apart from the server's so that both can be wrong alone.</summary>
public sealed record WireScram(string Proof, string ServerSignature)
{
    public static WireScram Compute(
        string hash, string password, string clientFirstBare, string serverFirst, string clientFinalWithoutProof)
    {
        var name = hash switch
        {
            "SHA-1" => HashAlgorithmName.SHA1,
            "SHA-256" => HashAlgorithmName.SHA256,
            "SHA-512" => HashAlgorithmName.SHA512,
            _ => throw new FormatException($"unknown hash {hash}"),
        };
        var fields = serverFirst.Split(',').Where(f => f.Length > 1 && f[1] == '=').ToDictionary(f => f[0], f => f[2..]);
        var salt = Convert.FromBase64String(fields['s']);
        var iterations = int.Parse(fields['i'], CultureInfo.InvariantCulture);
        var message = Encoding.UTF8.GetBytes($"{clientFirstBare},{serverFirst},{clientFinalWithoutProof}");

        // RFC 5802 §3: SaltedPassword, ClientKey, StoredKey, ClientSignature, ServerKey, ServerSignature.
        var length = name == HashAlgorithmName.SHA1 ? 20 : name == HashAlgorithmName.SHA256 ? 32 : 64;
        var salted = Rfc2898DeriveBytes.Pbkdf2(password, salt, iterations, name, length);
        var clientKey = CryptographicOperations.HmacData(name, salted, "Client Key"u8.ToArray());
        var storedKey = CryptographicOperations.HashData(name, clientKey);
        var proof = CryptographicOperations.HmacData(name, storedKey, message);
        for (var i = 0; i < proof.Length; i++)
            proof[i] ^= clientKey[i];
        var serverKey = CryptographicOperations.HmacData(name, salted, "Server Key"u8.ToArray());
        var signature = CryptographicOperations.HmacData(name, serverKey, message);
        return new(Convert.ToBase64String(proof), Convert.ToBase64String(signature));
    }
}
