namespace Xmpp.Storage.Engines;

/// <summary>The readiness check: one row is really written, so a full disk is noticed too.</summary>
internal static class StorageCheck
{
    public static async Task RunAsync(IStorageEngine engine, TimeProvider clock, CancellationToken ct)
    {
        var values = new { Now = clock.GetUtcNow().ToUnixTimeMilliseconds() };
        await engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                "REPLACE INTO storage_checks (id, checked_at) VALUES (1, @Now)", values, token),
            ct);
        await engine.ReadAsync(
            (session, token) => session.QueryFirstOrDefaultAsync<long>(
                "SELECT checked_at FROM storage_checks WHERE id = 1", null, token),
            ct);
    }
}
