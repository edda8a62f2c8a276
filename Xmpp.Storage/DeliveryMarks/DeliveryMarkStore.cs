using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.DeliveryMarks;

/// <summary>Delivery marks as rows.</summary>
public sealed class DeliveryMarkStore(IStorageEngine engine) : IDeliveryMarkStore
{
    public string Name => "delivery marks";

    public async ValueTask<long?> FindAsync(Jid account, CancellationToken ct) =>
        await engine.ReadAsync(
            (session, token) => session.QueryFirstOrDefaultAsync<long?>(
                "SELECT settled_through FROM delivery_marks WHERE owner = @Owner", new { Owner = account.Bare }, token),
            ct);

    public Task SetAsync(IReadOnlyList<(Jid Account, long SettledThrough)> marks, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                await session.WriteRowsAsync(
                    "REPLACE INTO delivery_marks (owner, settled_through) VALUES",
                    [.. marks.Select(m => new object?[] { m.Account.Bare.ToString(), m.SettledThrough })], token);
                return marks.Count;
            },
            ct);

    public Task<int> EraseAsync(Jid account, CancellationToken ct) =>
        engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                "DELETE FROM delivery_marks WHERE owner = @Owner", new { Owner = account.Bare }, token),
            ct);
}
