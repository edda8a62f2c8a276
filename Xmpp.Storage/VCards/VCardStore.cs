using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.VCards;

/// <summary>vCards as rows.</summary>
public sealed class VCardStore(IStorageEngine engine) : IVCardStore
{
    public string Name => "vCard";

    public async ValueTask<VCard?> FindAsync(Jid account, CancellationToken ct) =>
        await engine.ReadAsync(
            (session, token) => session.QueryFirstOrDefaultAsync<VCard>(
                "SELECT payload AS Payload, photo_hash AS PhotoHash FROM vcards WHERE owner = @Owner",
                new { Owner = account.Bare }, token),
            ct);

    public Task<string?> FindPhotoHashAsync(Jid account, CancellationToken ct) =>
        engine.ReadAsync(
            async (session, token) => await session
                .Prepare("SELECT photo_hash FROM vcards WHERE owner = @0", account.Bare.ToString())
                .ExecuteScalarAsync(token) as string,
            ct);

    public Task SetAsync(Jid account, VCard card, CancellationToken ct) =>
        engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                "REPLACE INTO vcards (owner, payload, photo_hash) VALUES (@Owner, @Payload, @PhotoHash)",
                new { Owner = account.Bare, card.Payload, card.PhotoHash }, token),
            ct);

    public Task<int> EraseAsync(Jid account, CancellationToken ct) =>
        engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                "DELETE FROM vcards WHERE owner = @Owner", new { Owner = account.Bare }, token),
            ct);
}
