using Xmpp.Storage.Migrations;

namespace Xmpp.Storage.Engines;

/// <summary>
/// A database that is only read, beside the server that writes it: it is never created, and its schema never changed.
/// </summary>
internal sealed class ReadOnlyEngine : IStorageEngine
{
    private readonly ReaderPool _readers;

    private ReadOnlyEngine(EngineKind kind, ReaderPool readers)
    {
        Kind = kind;
        _readers = readers;
    }

    public EngineKind Kind { get; }
    public int QueueDepth => 0;

    public static async Task<ReadOnlyEngine> OpenAsync(StorageOptions options, TimeProvider clock, CancellationToken ct)
    {
        if (options.Engine == EngineKind.Sqlite && !File.Exists(options.Path))
            throw new StorageException(StorageErrorKind.Schema, $"There is no database at {options.Path}");
        var version = await SchemaVersion.ReadAsync(options, ct);
        if (version.Applied != version.Known)
        {
            throw new StorageException(
                StorageErrorKind.Schema,
                $"The database has schema {version.Applied} and this program works with {version.Known}: "
                + (version.Applied < version.Known
                    ? "start the server of this version once, which brings it up to date"
                    : "it was used by a newer version, whose program this has to be"));
        }
        IReadConnections connections =
            options.Engine == EngineKind.Sqlite ? new SqliteFile(options) : new MySqlServer(options);
        return new ReadOnlyEngine(options.Engine, new ReaderPool(connections, options, clock, null));
    }

    public Task<T> ReadAsync<T>(Func<StorageSession, CancellationToken, Task<T>> read, CancellationToken ct) =>
        _readers.ReadAsync(read, ct);

    public Task<T> WriteAsync<T>(Func<StorageSession, CancellationToken, Task<T>> write, CancellationToken ct) =>
        Task.FromException<T>(Refusal());

    public Task<TResult> WriteAsync<TItem, TResult>(
        IBatchWrite<TItem, TResult> batch, TItem item, CancellationToken ct) =>
        Task.FromException<TResult>(Refusal());

    public Task CheckAsync(CancellationToken ct) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _readers.DisposeAsync();

    private static StorageException Refusal() => new(StorageErrorKind.Failed, "The database was opened for reading only");
}
