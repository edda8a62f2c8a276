namespace Xmpp.Storage.Engines;

/// <summary>The readiness check: a row is really written, so that a full disk is noticed too.</summary>
internal static class StorageCheck
{
    // More than a message: on a full disk there may still be room for a few octets.
    private static readonly byte[] Padding = new byte[32 * 1024];

    public static async Task RunAsync(IStorageEngine engine, TimeProvider clock, CancellationToken ct)
    {
        var values = new { Now = clock.GetUtcNow().ToUnixTimeMilliseconds(), Padding };
        await engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                "REPLACE INTO storage_checks (id, checked_at, padding) VALUES (1, @Now, @Padding)", values, token),
            ct);
        await engine.ReadAsync(
            (session, token) => session.QueryFirstOrDefaultAsync<long>(
                "SELECT checked_at FROM storage_checks WHERE id = 1", null, token),
            ct);
    }
}
