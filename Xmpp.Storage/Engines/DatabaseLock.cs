using Microsoft.Extensions.Logging;

namespace Xmpp.Storage.Engines;

/// <summary>
/// Tells others, wherever they run, that somebody works on a MySQL database alone. It ends with its connection: with the process at
/// once, with a machine that is gone after a minute. SQLite needs none: its file can be locked.
/// </summary>
public sealed class DatabaseLock : IAsyncDisposable
{
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(20);

    private readonly MySqlServer? _server;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private StorageSession? _session;
    private Task _keeper = Task.CompletedTask;

    private DatabaseLock(MySqlServer? server, ILogger logger) => (_server, _logger) = (server, logger);

    /// <summary>Null if somebody else has it.</summary>
    /// <exception cref="StorageException">The database cannot be reached.</exception>
    public static async Task<DatabaseLock?> TryTakeAsync(StorageOptions options, TimeProvider clock, ILogger logger, CancellationToken ct)
    {
        if (options.Engine != EngineKind.MySql)
            return new DatabaseLock(null, logger);
        var taken = new DatabaseLock(new MySqlServer(options), logger);
        try
        {
            if (await taken.TakeAsync(ct))
            {
                taken._keeper = taken.KeepAsync(clock);
                return taken;
            }
        }
        catch (Exception exception)
        {
            await taken.DisposeAsync();
            if (exception is OperationCanceledException && ct.IsCancellationRequested)
                throw;
            throw MySqlErrors.Translate(exception);
        }
        await taken.DisposeAsync();
        return null;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _keeper;
        await CloseAsync();
        _stop.Dispose();
    }

    private async Task<bool> TakeAsync(CancellationToken ct)
    {
        _session = await _server!.OpenAsync(ct);
        await _session.ExecuteAsync("SET SESSION wait_timeout = 60", null, ct);
        if (await _session.QueryFirstOrDefaultAsync<long?>("SELECT GET_LOCK(CONCAT('xmppserver ', LEFT(SHA2(DATABASE(), 256), 40)), 0)", null, ct) == 1)
            return true;
        await CloseAsync();
        return false;
    }

    // The connection is used so that it does not end; one that was lost with the database is made again.
    private async Task KeepAsync(TimeProvider clock)
    {
        using var timer = new PeriodicTimer(s_period, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    if (_session is { } session)
                        await session.QueryFirstOrDefaultAsync<long?>("SELECT 1", null, _stop.Token);
                    else if (!await TakeAsync(_stop.Token))
                        StorageLog.LockIsTaken(_logger);
                }
                catch (Exception exception) when (exception is not OperationCanceledException && _server!.IsLost(exception))
                {
                    StorageLog.LockLost(_logger, exception.Message);
                    await CloseAsync();
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The work is done.
        }
    }

    private async ValueTask CloseAsync()
    {
        if (_session is { } session)
            await session.DisposeAsync();
        _session = null;
    }
}
