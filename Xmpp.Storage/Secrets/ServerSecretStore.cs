using System.Security.Cryptography;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Secrets;

/// <summary>The server's secrets as rows.</summary>
public sealed class ServerSecretStore(IStorageEngine engine) : IServerSecretStore
{
    public async Task<byte[]> GetOrCreateAsync(string name, int bytes, CancellationToken ct) =>
        await engine.ReadAsync((session, token) => FindAsync(session, name, token), ct)
        ?? await engine.WriteAsync(
            async (session, token) =>
            {
                // Another call, or another node, may have been first; its key is ours then.
                if (await FindAsync(session, name, token) is { } found)
                    return found;
                var value = RandomNumberGenerator.GetBytes(bytes);
                await session.ExecuteAsync(
                    "INSERT INTO server_secrets (name, value) VALUES (@name, @value)", new { name, value }, token);
                return value;
            },
            ct);

    private static Task<byte[]?> FindAsync(StorageSession session, string name, CancellationToken ct) =>
        session.QueryFirstOrDefaultAsync<byte[]>(
            "SELECT value FROM server_secrets WHERE name = @name", new { name }, ct);
}
