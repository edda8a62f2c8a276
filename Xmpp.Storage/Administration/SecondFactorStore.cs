using System.Data.Common;
using System.Text.Json;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Administration;

/// <summary>Second factors as rows.</summary>
public sealed class SecondFactorStore(IStorageEngine engine) : ISecondFactorStore
{
    public string Name => "second factors";

    public Task<SecondFactor?> FindAsync(Jid account, CancellationToken ct) =>
        engine.ReadAsync((session, token) => FindAsync(session, account.Bare, token), ct);

    public Task<bool> TryBeginAsync(Jid account, byte[] secret, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                if (await FindAsync(session, account.Bare, token) is { IsConfirmed: true })
                    return false;
                await SetAsync(session, new SecondFactor(account, secret, false, 0, []), token);
                return true;
            },
            ct);

    public Task<bool> TryConfirmAsync(
        Jid account, byte[] secret, long step, IReadOnlyList<string> recovery, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) => await session.ExecuteAsync(
                """
                UPDATE admin_totp SET is_confirmed = 1, last_step = @step, recovery = @Recovery
                WHERE owner = @Owner AND secret = @secret AND is_confirmed = 0
                """,
                new { Owner = account.Bare, secret, step, Recovery = JsonSerializer.Serialize<IEnumerable<string>>(recovery) },
                token) > 0,
            ct);

    public Task<bool> TryUseStepAsync(Jid account, long step, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) => await session.ExecuteAsync(
                "UPDATE admin_totp SET last_step = @step WHERE owner = @Owner AND last_step < @step",
                new { Owner = account.Bare, step }, token) > 0,
            ct);

    public Task<bool> TryUseRecoveryAsync(Jid account, string hash, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                if (await FindAsync(session, account.Bare, token) is not { } found || !found.Recovery.Contains(hash))
                    return false;
                await SetAsync(session, found with { Recovery = found.Recovery.Remove(hash) }, token);
                return true;
            },
            ct);

    public Task<int> EraseAsync(Jid account, CancellationToken ct) =>
        engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                "DELETE FROM admin_totp WHERE owner = @Owner", new { Owner = account.Bare }, token),
            ct);

    private static async Task<int> SetAsync(StorageSession session, SecondFactor factor, CancellationToken ct)
    {
        var values = new
        {
            Owner = factor.Account.Bare,
            factor.Secret,
            IsConfirmed = factor.IsConfirmed ? 1 : 0,
            factor.LastStep,
            Recovery = JsonSerializer.Serialize<IEnumerable<string>>(factor.Recovery),
        };
        await session.ExecuteAsync("DELETE FROM admin_totp WHERE owner = @Owner", values, ct);
        return await session.ExecuteAsync(
            """
            INSERT INTO admin_totp (owner, secret, is_confirmed, last_step, recovery)
            VALUES (@Owner, @Secret, @IsConfirmed, @LastStep, @Recovery)
            """,
            values, ct);
    }

    private static async Task<SecondFactor?> FindAsync(StorageSession session, Jid account, CancellationToken ct)
    {
        var command = session.Prepare(
            "SELECT secret, is_confirmed, last_step, recovery FROM admin_totp WHERE owner = @0", account.ToString());
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? Read(account, reader) : null;
    }

    private static SecondFactor Read(Jid account, DbDataReader reader) => new(
        account, reader.GetFieldValue<byte[]>(0), reader.GetInt64(1) != 0, reader.GetInt64(2),
        [.. JsonSerializer.Deserialize<string[]>(reader.GetString(3)) ?? []]);
}
