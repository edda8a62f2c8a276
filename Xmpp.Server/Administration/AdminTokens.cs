using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Administration;

namespace Xmpp.Server.Administration;

/// <summary>Keys for programs: 256 random bits, of which only the SHA-256 is kept.</summary>
internal sealed class AdminTokens(IAdminTokenStore store, Administrators administrators, LiveAccounts accounts, TimeProvider time)
{
    /// <summary>Makes tokens findable in what should not have them.</summary>
    public const string Prefix = "xsa_";

    private static readonly TimeSpan s_useInterval = TimeSpan.FromMinutes(1);

    /// <summary>A new token, which only its owner has from now on; null if he has one of that name.</summary>
    public async Task<(AdminToken Token, string Secret)?> CreateAsync(
        Jid? owner, string name, AdminRole role, string? host, TimeSpan? lifetime, CancellationToken ct)
    {
        var secret = NewSecret();
        var now = time.GetUtcNow();
        var token = new AdminToken(StreamIds.New(), owner?.Bare, name, HashOf(secret), role, host, now, now + lifetime, null);
        return await store.AddAsync(token, ct) ? (token, secret) : null;
    }

    /// <summary>Who comes with that token; null for one that is not, has ended, or whose owner may nothing any more.</summary>
    public async ValueTask<Actor?> FindAsync(string secret, IPAddress? address, CancellationToken ct)
    {
        if (!secret.StartsWith(Prefix, StringComparison.Ordinal) || await store.FindAsync(HashOf(secret), ct) is not { } token)
            return null;
        var now = time.GetUtcNow();
        if (token.ExpiresAt <= now)
            return null;
        var rights = Rights.All;
        if (token.Owner is { } owner)
        {
            // It can never do more than who made it can do now.
            if (await accounts.FindAsync(owner, ct) is null)
                return null;
            rights = await administrators.RightsOfAsync(owner, ct);
        }
        rights = rights.Within(token.Role, token.Host);
        if (rights.IsNone)
            return null;
        if (token.LastUsedAt is null || now - token.LastUsedAt >= s_useInterval)
            await store.NoteUseAsync(token.Id, now, ct);
        // A name is one token's of its owner.
        var name = token.Owner is { } whose ? $"token:{token.Name} of {whose}" : $"token:{token.Name}";
        return new Actor(name, token.Owner, rights, Door.Rest, address) { IsToken = true };
    }

    public static string NewSecret() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}
