using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Accounts;

/// <summary>Names of deleted accounts as rows.</summary>
public sealed class DeletedNameStore(IStorageEngine engine) : IDeletedNameStore
{
    public Task NoteAsync(Jid account, DateTimeOffset at, CancellationToken ct) => engine.WriteAsync(
        async (session, token) =>
        {
            var values = new { Account = account.Bare, At = at.ToUnixTimeMilliseconds() };
            await session.ExecuteAsync("DELETE FROM deleted_names WHERE account = @Account", values, token);
            return await session.ExecuteAsync(
                "INSERT INTO deleted_names (account, deleted_at) VALUES (@Account, @At)", values, token);
        },
        ct);

    public Task<DateTimeOffset?> FindAsync(Jid account, CancellationToken ct) => engine.ReadAsync(
        async (session, token) => await session.QueryFirstOrDefaultAsync<long?>(
            "SELECT deleted_at FROM deleted_names WHERE account = @Account", new { Account = account.Bare }, token) is { } at
                ? DateTimeOffset.FromUnixTimeMilliseconds(at)
                : (DateTimeOffset?)null,
        ct);

    public Task ForgetAsync(Jid account, CancellationToken ct) => engine.WriteAsync(
        (session, token) => session.ExecuteAsync(
            "DELETE FROM deleted_names WHERE account = @Account", new { Account = account.Bare }, token),
        ct);

    public Task<int> ForgetBeforeAsync(DateTimeOffset at, CancellationToken ct) => engine.WriteAsync(
        (session, token) => session.ExecuteAsync(
            "DELETE FROM deleted_names WHERE deleted_at < @At", new { At = at.ToUnixTimeMilliseconds() }, token),
        ct);
}
