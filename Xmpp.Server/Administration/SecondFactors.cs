using System.Security.Cryptography;
using System.Text;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Administration;

namespace Xmpp.Server.Administration;

/// <summary>One-time codes beside the password (RFC 6238), and codes that each work once for who lost his device.</summary>
internal sealed class SecondFactors(ISecondFactorStore store, TimeProvider time)
{
    private const int RecoveryCodes = 10;

    /// <summary>Whether the account's logins need a code.</summary>
    public async ValueTask<bool> IsOnAsync(Jid account, CancellationToken ct) =>
        await store.FindAsync(account.Bare, ct) is { IsConfirmed: true };

    /// <summary>True if the account needs no code or has given the right one; null if one is missing.</summary>
    public async ValueTask<bool?> CheckAsync(Jid account, string? code, CancellationToken ct)
    {
        if (await store.FindAsync(account, ct) is not { IsConfirmed: true } factor)
            return true;
        if (string.IsNullOrEmpty(code))
            return null;
        // RFC 6238 §5.2: a code that was taken is not taken again.
        if (Totp.Find(factor.Secret, code, time.GetUtcNow()) is { } step)
            return await store.TryUseStepAsync(account, step, ct);
        return await store.TryUseRecoveryAsync(account, HashOf(code), ct);
    }

    /// <summary>Makes a secret, which counts when a code of it has been given; null if there is one that counts.</summary>
    public async Task<byte[]?> BeginAsync(Jid account, CancellationToken ct)
    {
        var secret = RandomNumberGenerator.GetBytes(Totp.SecretLength);
        return await store.TryBeginAsync(account, secret, ct) ? secret : null;
    }

    /// <summary>From now on codes are asked for. The recovery codes, shown this once; null for a wrong code.</summary>
    public async Task<IReadOnlyList<string>?> ConfirmAsync(Jid account, string code, CancellationToken ct)
    {
        if (await store.FindAsync(account, ct) is not { IsConfirmed: false } factor
            || Totp.Find(factor.Secret, code, time.GetUtcNow()) is not { } step)
        {
            return null;
        }
        var codes = Enumerable.Range(0, RecoveryCodes)
            .Select(_ => Totp.ToBase32(RandomNumberGenerator.GetBytes(10))).ToList();
        // Not in the place of one that was begun, or began to count, meanwhile.
        return await store.TryConfirmAsync(account, factor.Secret, step, [.. codes.Select(HashOf)], ct) ? codes : null;
    }

    /// <summary>Takes the second factor away; false for a wrong code, or where there is none.</summary>
    public async Task<bool> RemoveAsync(Jid account, string code, CancellationToken ct) =>
        await store.FindAsync(account, ct) is { IsConfirmed: true }
        && await CheckAsync(account, code, ct) is true && await store.EraseAsync(account, ct) > 0;

    private static string HashOf(string code) => Convert.ToHexString(SHA256.HashData(
        Encoding.UTF8.GetBytes(code.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant())));
}
