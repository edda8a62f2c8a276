using Microsoft.Extensions.Logging;
using Xmpp.Storage.Migrations;

namespace Xmpp.Storage.Engines;

/// <summary>The embedded default: one file, a writer thread that commits what has gathered, readers beside it.</summary>
internal sealed class SqliteEngine : IStorageEngine
{
    private readonly StorageOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly SqliteWriteConnection _connection;
    private readonly ReaderPool? _readers;
    private readonly WriteQueue _queue;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SqliteEngine(
        SqliteFile file, SqliteWriteConnection connection, StorageOptions options, TimeProvider clock,
        IStorageObserver? observer, ILogger logger)
    {
        _options = options;
        _clock = clock;
        _logger = logger;
        _connection = connection;
        _readers = file.IsInMemory ? null : new ReaderPool(file, options, clock, observer);
        _queue = new WriteQueue(options, clock, observer);
        var writer = new Writer(_queue, _connection, options, clock, observer, logger);
        new Thread(() => Run(writer)) { Name = "SQLite writer", IsBackground = true }.Start();
    }

    public EngineKind Kind => EngineKind.Sqlite;
    public int QueueDepth => _queue.Count;

    public static async Task<SqliteEngine> OpenAsync(
        StorageOptions options, TimeProvider clock, IStorageObserver? observer, ILogger logger, CancellationToken ct)
    {
        var file = new SqliteFile(options);
        var connection = new SqliteWriteConnection(file);
        try
        {
            // Before the writer starts: a migration may take longer than a write may.
            var session = await connection.BeginAsync(ct);
            await SqliteMigrator.RunAsync(session, Migration.Load(EngineKind.Sqlite), clock, logger, ct);
            await connection.CommitAsync(ct);
            return new SqliteEngine(file, connection, options, clock, observer, logger);
        }
        catch (Exception exception)
        {
            await connection.DisposeAsync();
            if (exception is OperationCanceledException && ct.IsCancellationRequested)
                throw;
            throw SqliteErrors.Translate(exception);
        }
    }

    public Task<T> ReadAsync<T>(Func<StorageSession, CancellationToken, Task<T>> read, CancellationToken ct) =>
        _readers is null
            ? WriteAsync(read, ct)
            : _readers.ReadAsync(read, ct);

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
            await _ended.Task.WaitAsync(_options.Timeout * 2, _clock);
        }
        catch (TimeoutException)
        {
            // The thread still uses the connection, so only the process can end both.
            StorageLog.NotClosed(_logger, _queue.Count);
            return;
        }
        await _connection.DisposeAsync();
        if (_readers is not null)
            await _readers.DisposeAsync();
        _queue.Dispose();
    }

    private void Run(Writer writer)
    {
        try
        {
            writer.Run();
            _ended.TrySetResult();
        }
        catch (Exception exception)
        {
            // Without the writer nothing works: better to end and be started again than to pretend.
            Environment.FailFast("The storage writer ended", exception);
        }
    }
}
