using Microsoft.Extensions.Logging;
using Xmpp.Storage.Migrations;

namespace Xmpp.Storage.Engines;

/// <summary>MySQL 8 or MariaDB 10.11 and later: the same queue and group commit, over a connection that may be lost.</summary>
internal sealed class MySqlEngine : IStorageEngine
{
    private readonly StorageOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly MySqlWriteConnection _connection;
    private readonly ReaderPool _readers;
    private readonly WriteQueue _queue;
    private readonly Task _writer;

    private MySqlEngine(
        MySqlServer server, StorageOptions options, TimeProvider clock, IStorageObserver? observer, ILogger logger)
    {
        _options = options;
        _clock = clock;
        _logger = logger;
        _connection = new MySqlWriteConnection(server);
        _readers = new ReaderPool(server, options, clock, observer);
        _queue = new WriteQueue(options, clock, observer);
        _writer = RunAsync(new Writer(_queue, _connection, options, clock, observer, logger));
    }

    public EngineKind Kind => EngineKind.MySql;
    public int QueueDepth => _queue.Count;

    public static async Task<MySqlEngine> OpenAsync(
        StorageOptions options, TimeProvider clock, IStorageObserver? observer, ILogger logger, CancellationToken ct)
    {
        var server = new MySqlServer(options);
        try
        {
            await using (var session = await server.OpenAsync(ct))
                await new MySqlMigrator(session, clock, logger).RunAsync(Migration.Load(EngineKind.MySql), ct);
        }
        catch (Exception exception)
        {
            if (exception is OperationCanceledException && ct.IsCancellationRequested)
                throw;
            throw MySqlErrors.Translate(exception);
        }
        return new MySqlEngine(server, options, clock, observer, logger);
    }

    public Task<T> ReadAsync<T>(Func<StorageSession, CancellationToken, Task<T>> read, CancellationToken ct) =>
        _readers.ReadAsync(read, ct);

    public Task<T> WriteAsync<T>(Func<StorageSession, CancellationToken, Task<T>> write, CancellationToken ct) =>
        _queue.AddAsync(new PendingCall<T>(write, _clock.GetTimestamp(), ct));

    public Task<TResult> WriteAsync<TItem, TResult>(
        IBatchWrite<TItem, TResult> batch, TItem item, CancellationToken ct) =>
        _queue.AddAsync(new PendingItem<TItem, TResult>(batch, item, _clock.GetTimestamp(), ct));

    public Task CheckAsync(CancellationToken ct) => StorageCheck.RunAsync(this, _clock, ct);

    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        try
        {
            await _writer.WaitAsync(_options.Timeout * 2, _clock);
        }
        catch (TimeoutException)
        {
            StorageLog.NotClosed(_logger, _queue.Count);
            return;
        }
        await _connection.DisposeAsync();
        await _readers.DisposeAsync();
        _queue.Dispose();
    }

    private static async Task RunAsync(Writer writer)
    {
        try
        {
            await writer.RunAsync();
        }
        catch (Exception exception)
        {
            // Without the writer nothing works: better to end and be started again than to pretend.
            Environment.FailFast("The storage writer ended", exception);
        }
    }
}
