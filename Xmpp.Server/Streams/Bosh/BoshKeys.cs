using System.Security.Cryptography;
using System.Text;

namespace Xmpp.Server.Streams.Bosh;

/// <summary>The sequence of keys that protects a session whose requests others can read (XEP-0124 §15).</summary>
/// <param name="first">The 'newkey' of the first request; null: there are no keys.</param>
internal sealed class BoshKeys(string? first)
{
    private string? _last = first;

    /// <summary>§15.4: the hash of each key is the one before. False: it is not the client who asks.</summary>
    public bool TryAccept(string? key, string? newKey)
    {
        if (_last is null)
        {
            _last = newKey;
            return true;
        }
        if (key is null || !Matches(key, _last))
            return false;
        _last = newKey ?? key; // §15.5
        return true;
    }

#pragma warning disable CA5350 // §15.3: the hash must be SHA-1
    private static bool Matches(string key, string last) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(key)))),
        Encoding.UTF8.GetBytes(last.ToLowerInvariant()));
#pragma warning restore CA5350
}
