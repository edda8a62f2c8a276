namespace Xmpp.Storage.Engines;

/// <summary>The connection of the MySQL writer.</summary>
internal sealed class MySqlWriteConnection(MySqlServer server) : IWriteConnection
{
    private StorageSession? _session;

    public async Task<StorageSession> BeginAsync(CancellationToken ct)
    {
        if (_session is not null)
        {
            try
            {
                await BeginAsync(_session, ct);
                return _session;
            }
            catch (Exception exception) when (MySqlErrors.IsLost(exception))
            {
                // Closed while idle, or by a restart: nothing was begun, so nothing is lost by a second try.
                await DisposeAsync();
            }
        }
        _session = await server.OpenAsync(ct);
        await BeginAsync(_session, ct);
        return _session;
    }

    public async Task CommitAsync(CancellationToken ct)
    {
        if (_session is not null)
            await _session.ExecuteAsync("COMMIT", null, ct);
    }

    public async Task RollbackAsync(Exception cause)
    {
        if (_session is null)
            return;
        var isLost = MySqlErrors.Translate(cause).Kind == StorageErrorKind.Unavailable
            && !MySqlErrors.IsConflict(cause);
        // CA1031: what cannot be rolled back is closed, and then the server rolls it back.
#pragma warning disable CA1031
        try
        {
            if (!isLost)
                await _session.ExecuteAsync("ROLLBACK", null, CancellationToken.None);
        }
        catch (Exception)
        {
            isLost = true;
        }
#pragma warning restore CA1031
        if (isLost)
            await DisposeAsync();
    }

    public StorageException Translate(Exception exception) => MySqlErrors.Translate(exception);
    public bool IsConflict(Exception exception) => MySqlErrors.IsConflict(exception);

    public async ValueTask DisposeAsync()
    {
        if (_session is not null)
            await _session.DisposeAsync();
        _session = null;
    }

    private static Task<int> BeginAsync(StorageSession session, CancellationToken ct) =>
        session.ExecuteAsync("START TRANSACTION", null, ct);
}
