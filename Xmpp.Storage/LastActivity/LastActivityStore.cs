using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.LastActivity;

/// <summary>Last activity as rows.</summary>
public sealed class LastActivityStore(IStorageEngine engine) : ILastActivityStore
{
    public string Name => "last activity";

    public async ValueTask<LastSeen?> FindAsync(Jid account, CancellationToken ct)
    {
        var row = await engine.ReadAsync(
            (session, token) => session.QueryFirstOrDefaultAsync<Row>(
                "SELECT seen_at AS SeenAt, status AS Status FROM last_activity WHERE owner = @Owner",
                new { Owner = account.Bare }, token),
            ct);
        return row is null ? null : new(DateTimeOffset.FromUnixTimeMilliseconds(row.SeenAt), row.Status);
    }

    public Task SetAsync(Jid account, LastSeen seen, CancellationToken ct)
    {
        var values = new { Owner = account.Bare, SeenAt = seen.At.ToUnixTimeMilliseconds(), seen.Status };
        return engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                "REPLACE INTO last_activity (owner, seen_at, status) VALUES (@Owner, @SeenAt, @Status)", values, token),
            ct);
    }

    public Task<int> EraseAsync(Jid account, CancellationToken ct) =>
        engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                "DELETE FROM last_activity WHERE owner = @Owner", new { Owner = account.Bare }, token),
            ct);

    private sealed class Row
    {
        public long SeenAt { get; init; }
        public string? Status { get; init; }
    }
}
