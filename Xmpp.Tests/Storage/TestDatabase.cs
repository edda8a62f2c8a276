using Xmpp.Storage;
using Xmpp.Storage.Engines;
using Xmpp.Tests.Peers;

namespace Xmpp.Tests.Storage;

/// <summary>An empty database of a kind, which can be opened more than once unless it is in memory.</summary>
public sealed class TestDatabase : IDisposable
{
    private readonly DirectoryInfo? _folder;

    private TestDatabase(StorageOptions options, DirectoryInfo? folder)
    {
        Options = options;
        _folder = folder;
    }

    public StorageOptions Options { get; }

    public static async Task<TestDatabase> CreateAsync(DatabaseKind kind)
    {
        switch (kind)
        {
            case DatabaseKind.SqliteMemory:
                return new(new() { Path = ":memory:" }, null);
            case DatabaseKind.SqliteFile:
                var folder = Directory.CreateTempSubdirectory("xmpp-storage-");
                return new(new() { Path = Path.Combine(folder.FullName, "xmpp.db") }, folder);
            default:
                var server = await MariaDb.SharedAsync();
                return new(
                    new() { Engine = EngineKind.MySql, ConnectionString = await server.CreateDatabaseAsync() }, null);
        }
    }

    public Task<IStorageEngine> OpenAsync(IStorageObserver? observer = null) =>
        StorageEngine.OpenAsync(Options, TimeProvider.System, observer, null, CancellationToken.None);

    public void Dispose() => _folder?.Delete(recursive: true);
}
