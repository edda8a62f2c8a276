using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Accounts;

/// <summary>Origins of accounts as rows.</summary>
public sealed class AccountOriginStore(IStorageEngine engine) : IAccountOriginStore
{
    public string Name => "account origin";

    public Task<AccountOrigin?> FindAsync(Jid account, CancellationToken ct) => engine.ReadAsync(
        async (session, token) =>
            await session.QueryFirstOrDefaultAsync<Row>(
                """
                SELECT owner AS Owner, created_at AS CreatedAt, 0 AS IsDisabled, way AS Way, address AS Address
                FROM account_origins WHERE owner = @Owner
                """,
                new { Owner = account.Bare }, token) is { } row ? row.Origin : null,
        ct);

    public Task<IReadOnlyList<NewAccount>> ListAsync(
        IReadOnlyList<string> hosts, DateTimeOffset since, ListPosition? after, int limit, CancellationToken ct) =>
        engine.ReadAsync<IReadOnlyList<NewAccount>>(
            async (session, token) =>
            {
                var rows = await session.QueryAsync<Row>(
                    """
                    SELECT o.owner AS Owner, o.created_at AS CreatedAt, a.is_disabled AS IsDisabled, o.way AS Way, o.address AS Address
                    FROM account_origins o JOIN accounts a ON a.owner = o.owner
                    WHERE o.host IN @hosts AND o.created_at >= @Since
                        AND (o.created_at < @At OR (o.created_at = @At AND o.owner > @After))
                    ORDER BY o.created_at DESC, o.owner LIMIT @limit
                    """,
                    new
                    {
                        hosts,
                        Since = since.ToUnixTimeMilliseconds(),
                        At = after?.At.ToUnixTimeMilliseconds() ?? long.MaxValue,
                        After = after?.Id ?? "",
                        limit,
                    },
                    token);
                return [.. rows.Select(row => new NewAccount(
                    row.Owner, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), row.IsDisabled != 0, row.Origin))];
            },
            ct);

    // A comparison, because SQLite looks for IS NOT NULL in no index.
    public Task<int> ForgetAddressesAsync(DateTimeOffset before, CancellationToken ct) => engine.WriteAsync(
        (session, token) => session.ExecuteAsync(
            "UPDATE account_origins SET address = NULL WHERE address > '' AND created_at < @Before",
            new { Before = before.ToUnixTimeMilliseconds() }, token),
        ct);

    public Task<int> EraseAsync(Jid account, CancellationToken ct) => engine.WriteAsync(
        (session, token) => session.ExecuteAsync(
            "DELETE FROM account_origins WHERE owner = @Owner", new { Owner = account.Bare }, token),
        ct);

    /// <summary>In the transaction that makes the account.</summary>
    internal static async Task InsertAsync(
        StorageSession session, Jid account, AccountOrigin origin, DateTimeOffset at, CancellationToken ct)
    {
        var values = new
        {
            Owner = account.Bare,
            Host = account.Domain,
            At = at.ToUnixTimeMilliseconds(),
            Way = (int)origin.Way,
            origin.Address,
        };
        await session.ExecuteAsync("DELETE FROM account_origins WHERE owner = @Owner", values, ct);
        await session.ExecuteAsync(
            "INSERT INTO account_origins (owner, host, created_at, way, address) VALUES (@Owner, @Host, @At, @Way, @Address)", values, ct);
    }

    private sealed class Row
    {
        public required Jid Owner { get; init; }
        public long CreatedAt { get; init; }
        public long IsDisabled { get; init; }
        public int Way { get; init; }
        public string? Address { get; init; }
        public AccountOrigin Origin => new((AccountWay)Way, Address);
    }
}
