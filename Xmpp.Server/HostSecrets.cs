using Xmpp.Storage.Secrets;

namespace Xmpp.Server;

/// <summary>Random keys that were made at the first start and stay for ever.</summary>
/// <param name="UnknownAccounts">A salt made up for a name nobody has must be the same tomorrow (cases AUTH-06).</param>
/// <param name="Dialback">Other servers ask back for keys made with it (XEP-0185 §2).</param>
/// <param name="ArchiveIds">Clients keep archive ids and come back with them (XEP-0313 §4.3.2).</param>
/// <param name="OccupantIds">An occupant's id stays the same as long as the room does (XEP-0421 §4.1).</param>
internal sealed record HostSecrets(byte[] UnknownAccounts, byte[] Dialback, byte[] ArchiveIds, byte[] OccupantIds)
{
    public static async Task<HostSecrets> LoadAsync(IServerSecretStore store, CancellationToken ct) => new(
        await store.GetOrCreateAsync("unknown-accounts", 32, ct),
        await store.GetOrCreateAsync("dialback", 32, ct),
        await store.GetOrCreateAsync("archive-ids", Features.Archive.ArchiveIds.KeySize, ct),
        await store.GetOrCreateAsync("occupant-ids", 32, ct));

    // A record prints its members, and these are secrets (cases OPS-09).
    public override string ToString() => nameof(HostSecrets);
}
