using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.ExternalServices;

/// <summary>
/// Credentials that a TURN server can check without asking (draft-uberti-behave-turn-rest-00 §2.2): the user's name says
/// when they end, and the password is made from it with the secret that both know.
/// </summary>
/// <param name="Username">The end in seconds since 1970, a colon, and who it is.</param>
/// <param name="Password">Its HMAC-SHA1 in base64.</param>
/// <param name="ExpiresAt">To the second.</param>
internal sealed record TurnCredentials(string Username, string Password, DateTimeOffset ExpiresAt)
{
    /// <summary>Octets of the name that stands for an account: it need only tell accounts apart.</summary>
    private const int TagBytes = 12;

    /// <summary>
    /// For an account. Its address is not in them: a user's name crosses the network in clear (RFC 8489 §9.2); the TURN
    /// server sees the same name each time, and can count what one account uses.
    /// </summary>
    public static TurnCredentials Create(string secret, Jid account, DateTimeOffset expiresAt)
    {
        var end = DateTimeOffset.FromUnixTimeSeconds(expiresAt.ToUnixTimeSeconds());
        return Create(secret, TagOf(secret, account.Bare), end);
    }

    /// <summary>For a name that is known to be good.</summary>
    internal static TurnCredentials Create(string secret, string name, DateTimeOffset end)
    {
        var username = $"{end.ToUnixTimeSeconds()}:{name}";
        // CA5350: SHA-1 is what TURN servers expect; nothing here depends on collisions.
#pragma warning disable CA5350
        var password = HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username));
#pragma warning restore CA5350
        return new TurnCredentials(username, Convert.ToBase64String(password), end);
    }

    // A record prints its members, and one is a secret (cases OPS-09).
    public override string ToString() => $"{nameof(TurnCredentials)} {Username}";

    private static string TagOf(string secret, Jid account) => Base64Url.EncodeToString(HMACSHA256.HashData(
        Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"account {account}")).AsSpan(0, TagBytes));
}
