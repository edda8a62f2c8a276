using System.Collections.Immutable;
using System.Data.Common;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Accounts;

/// <summary>Accounts as rows.</summary>
public sealed class AccountStore(IStorageEngine engine, TimeProvider clock) : IAccountStore
{
    private readonly RecentAnswers _known = new(clock);

    public string Name => "accounts";

    public async ValueTask<Account?> FindAsync(Jid account, CancellationToken ct) =>
        await engine.ReadAsync((session, token) => FindAsync(session, account.Bare, token), ct);

    public ValueTask<bool> ExistsAsync(Jid account, CancellationToken ct) =>
        _known.Contains(account.Bare) ? new ValueTask<bool>(true) : new ValueTask<bool>(AskAsync(account.Bare, ct));

    public Task<bool> CreateAsync(Account account, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                if (await ExistsAsync(session, account.Jid, token))
                    return false;
                await InsertAsync(session, account, clock.GetUtcNow(), token);
                return true;
            },
            ct);

    public Task<bool> SetCredentialsAsync(
        Jid account, IReadOnlyList<ScramCredential> credentials, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                if (!await ExistsAsync(session, account, token))
                    return false;
                await SetCredentialsAsync(session, account, credentials, token);
                return true;
            },
            ct);

    public Task AddCredentialAsync(
        Jid account, ScramCredential verified, ScramCredential credential, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                var found = await FindAsync(session, account.Bare, token);
                if (found is null || found.Credentials.Any(stored => stored.Hash == credential.Hash)
                    || !found.Credentials.Any(stored => IsSame(stored, verified)))
                    return false;
                await InsertAsync(session, account, [credential], token);
                return true;
            },
            ct);

    public Task<bool> SetDisabledAsync(Jid account, bool isDisabled, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) => await session.ExecuteAsync(
                "UPDATE accounts SET is_disabled = @isDisabled WHERE owner = @Owner",
                new { Owner = account.Bare, isDisabled }, token) > 0,
            ct);

    public async Task<bool> DeleteAsync(Jid account, CancellationToken ct) => await EraseAsync(account, ct) > 0;

    public async Task<int> EraseAsync(Jid account, CancellationToken ct)
    {
        var rows = await engine.WriteAsync(
            async (session, token) =>
                await DeleteCredentialsAsync(session, account, token)
                + await session.ExecuteAsync(
                    "DELETE FROM accounts WHERE owner = @Owner", new { Owner = account.Bare }, token),
            ct);
        _known.Remove(account.Bare);
        return rows;
    }

    public Task<IReadOnlyList<AccountEntry>> ListAsync(string host, string? after, int limit, CancellationToken ct) =>
        engine.ReadAsync<IReadOnlyList<AccountEntry>>(
            async (session, token) =>
            {
                var rows = await session.QueryAsync<Row>(
                    """
                    SELECT owner AS Owner, created_at AS CreatedAt, is_disabled AS IsDisabled FROM accounts
                    WHERE host = @host AND owner > @After ORDER BY owner LIMIT @limit
                    """,
                    new { host, After = after ?? "", limit }, token);
                return [.. rows.Select(row => new AccountEntry(row.Owner, ToTime(row.CreatedAt), row.IsDisabled != 0))];
            },
            ct);

    public Task<IReadOnlyList<AccountEntry>> ListAsync(
        string host, string? after, bool isDisabled, int limit, CancellationToken ct) =>
        engine.ReadAsync<IReadOnlyList<AccountEntry>>(
            async (session, token) =>
            {
                var rows = await session.QueryAsync<Row>(
                    """
                    SELECT owner AS Owner, created_at AS CreatedAt, is_disabled AS IsDisabled FROM accounts
                    WHERE host = @host AND owner > @After AND is_disabled = @State ORDER BY owner LIMIT @limit
                    """,
                    new { host, After = after ?? "", State = isDisabled ? 1 : 0, limit }, token);
                return [.. rows.Select(row => new AccountEntry(row.Owner, ToTime(row.CreatedAt), row.IsDisabled != 0))];
            },
            ct);

    public Task<long> CountDisabledAsync(string host, CancellationToken ct) =>
        engine.ReadAsync(
            (session, token) => session.QueryFirstOrDefaultAsync<long>(
                "SELECT COUNT(*) FROM accounts WHERE host = @host AND is_disabled = 1", new { host }, token),
            ct);

    public Task<long> CountAsync(string host, CancellationToken ct) =>
        engine.ReadAsync(
            (session, token) => session.QueryFirstOrDefaultAsync<long>(
                "SELECT COUNT(*) FROM accounts WHERE host = @host", new { host }, token),
            ct);

    private async Task<bool> AskAsync(Jid account, CancellationToken ct)
    {
        var moment = _known.Moment;
        var exists = await engine.ReadAsync(
            async (session, token) =>
                await session.Prepare("SELECT 1 FROM accounts WHERE owner = @0", account.ToString())
                    .ExecuteScalarAsync(token) is not null,
            ct);
        if (exists)
            _known.Add(account, moment);
        return exists;
    }

    // The query of each login: one statement, prepared.
    private static async Task<Account?> FindAsync(StorageSession session, Jid account, CancellationToken ct)
    {
        var command = session.Prepare(
            """
            SELECT a.created_at, a.is_disabled, c.hash, c.iterations, c.salt, c.stored_key, c.server_key
            FROM accounts a LEFT JOIN credentials c ON c.owner = a.owner WHERE a.owner = @0 ORDER BY c.hash
            """,
            account.ToString());
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        var createdAt = ToTime(reader.GetInt64(0));
        var isDisabled = reader.GetInt64(1) != 0;
        var credentials = ImmutableArray.CreateBuilder<ScramCredential>();
        do
        {
            if (!await reader.IsDBNullAsync(2, ct))
                credentials.Add(ReadCredential(reader));
        }
        while (await reader.ReadAsync(ct));
        return new Account(account, createdAt, isDisabled, credentials.ToImmutable());
    }

    private static ScramCredential ReadCredential(DbDataReader reader) =>
        new((ScramHash)reader.GetInt32(2), reader.GetInt32(3), reader.GetFieldValue<byte[]>(4),
            reader.GetFieldValue<byte[]>(5), reader.GetFieldValue<byte[]>(6));

    /// <summary>In a transaction of somebody else.</summary>
    internal static async Task<bool> ExistsAsync(StorageSession session, Jid account, CancellationToken ct) =>
        await session.QueryFirstOrDefaultAsync<int>(
            "SELECT 1 FROM accounts WHERE owner = @Owner", new { Owner = account.Bare }, ct) == 1;

    /// <summary>An account that is not there yet, made at that time, in a transaction of somebody else.</summary>
    internal static async Task InsertAsync(StorageSession session, Account account, DateTimeOffset at, CancellationToken ct)
    {
        var values = new
        {
            Owner = account.Jid.Bare,
            Host = account.Jid.Domain,
            CreatedAt = account.CreatedAt.ToUnixTimeMilliseconds(),
            account.IsDisabled,
        };
        await session.ExecuteAsync(
            """
            INSERT INTO accounts (owner, host, created_at, is_disabled)
            VALUES (@Owner, @Host, @CreatedAt, @IsDisabled)
            """,
            values, ct);
        await InsertAsync(session, account.Jid, account.Credentials, ct);
        if (account.Origin is { } origin)
            await AccountOriginStore.InsertAsync(session, account.Jid, origin, at, ct);
    }

    /// <summary>Of an account that is there, in a transaction of somebody else.</summary>
    internal static async Task SetCredentialsAsync(
        StorageSession session, Jid account, IReadOnlyList<ScramCredential> credentials, CancellationToken ct)
    {
        await DeleteCredentialsAsync(session, account, ct);
        await InsertAsync(session, account, credentials, ct);
    }

    private static Task InsertAsync(
        StorageSession session, Jid account, IReadOnlyList<ScramCredential> credentials, CancellationToken ct) =>
        session.WriteRowsAsync(
            "INSERT INTO credentials (owner, hash, iterations, salt, stored_key, server_key) VALUES",
            [.. credentials.Select(c => new object?[]
            {
                account.Bare.ToString(), (int)c.Hash, c.Iterations, c.Salt, c.StoredKey, c.ServerKey,
            })],
            ct);

    private static Task<int> DeleteCredentialsAsync(StorageSession session, Jid account, CancellationToken ct) =>
        session.ExecuteAsync("DELETE FROM credentials WHERE owner = @Owner", new { Owner = account.Bare }, ct);

    private static bool IsSame(ScramCredential one, ScramCredential other) =>
        one.Hash == other.Hash && one.StoredKey.AsSpan().SequenceEqual(other.StoredKey);

    private static DateTimeOffset ToTime(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private sealed class Row
    {
        public required Jid Owner { get; init; }
        public long CreatedAt { get; init; }
        public long IsDisabled { get; init; }
    }
}
