using System.Security.Cryptography;
using System.Text;

namespace Xmpp.Server.Features.Invitations;

/// <summary>The secret of an invitation, and the id under which it is kept.</summary>
internal static class InvitationTokens
{
    /// <summary>24 of 62 characters: 142 random bits (XEP-0379 §5.1 asks for 80), in what every link can carry.</summary>
    public const int Length = 24;

    /// <summary>128 bits of the hash: nobody finds a second token for an id, and nobody a token from an id.</summary>
    private const int IdBytes = 16;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    public static string New() => RandomNumberGenerator.GetString(Alphabet, Length);

    /// <summary>False for what is no token of ours; nothing is looked up for it.</summary>
    public static bool IsToken(string? text) => text is { Length: Length } && text.All(char.IsAsciiLetterOrDigit);

    public static string IdOf(string token) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(token)).AsSpan(0, IdBytes));
}
