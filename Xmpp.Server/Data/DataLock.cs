using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Storage;
using Xmpp.Storage.Engines;

namespace Xmpp.Server.Data;

/// <summary>
/// Who may write where a server keeps its data: the server itself, an import or a restore alone; commands that change single
/// things beside each other. It is held until the work is done, and ends with its process, however that ends.
/// </summary>
internal sealed class DataLock : IAsyncDisposable
{
    /// <summary>In the data directory; it says nothing, and stays.</summary>
    public const string FileName = "xmppserver.lock";

    /// <summary>Behind the database's name, where it lies elsewhere.</summary>
    public const string DatabaseSuffix = ".lock";

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly List<FileStream> _files = [];
    private DatabaseLock? _database;

    private DataLock()
    {
    }

    /// <param name="options">The data directory and the database.</param>
    /// <param name="isShared">Beside others that say the same.</param>
    /// <param name="patience">How long to wait for others to end.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Where it is said that a lock was lost.</param>
    /// <param name="ct">Gives it up.</param>
    /// <param name="isRestore">For a restore, which may go on where one was cut off.</param>
    /// <exception cref="DataException">Somebody else works there, or a restore was cut off.</exception>
    public static async Task<DataLock> TakeAsync(
        ServerOptions options, bool isShared, TimeSpan patience, TimeProvider time, ILogger logger, CancellationToken ct,
        bool isRestore = false)
    {
        var taken = new DataLock();
        var start = time.GetTimestamp();
        try
        {
            var root = Path.GetFullPath(options.DataDirectory);
            Portable.PortableFile.CreateFolder(root);
            var storage = options.Storage.ToStorageOptions(options.DataDirectory);
            foreach (var path in PathsOf(root, storage))
            {
                await WaitAsync(() => Task.FromResult(TryOpen(path, isShared)), taken._files.Add);
            }
            if (!isShared)
                await WaitAsync(() => DatabaseLock.TryTakeAsync(storage, time, logger, ct), found => taken._database = found);
            if (!isRestore)
                Backup.UnfinishedRestore.Refuse(root);
            return taken;
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }

        async Task WaitAsync<T>(Func<Task<T?>> take, Action<T> keep)
            where T : class
        {
            while (true)
            {
                if (await take() is { } found)
                {
                    keep(found);
                    return;
                }
                if (time.GetElapsedTime(start) >= patience)
                    throw new DataException($"another xmppserver (the server, an import or a restore) works on {options.DataDirectory}, or on its database");
                await Task.Delay(s_pause, time, ct);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
        foreach (var file in _files)
            await file.DisposeAsync();
    }

    // Two data directories may lead to one database.
    private static IEnumerable<string> PathsOf(string root, StorageOptions storage)
    {
        yield return Path.Combine(root, FileName);
        if (storage.Engine != EngineKind.Sqlite || storage.Path == ":memory:")
            yield break;
        var database = Path.GetFullPath(storage.Path);
        if (Path.GetDirectoryName(database) is { } folder && folder != root)
        {
            Portable.PortableFile.CreateFolder(folder);
            yield return database + DatabaseSuffix;
        }
    }

    // Not FileShare.None is a shared lock for .NET, flock(2).
    private static FileStream? TryOpen(string path, bool isShared)
    {
        var isNew = !File.Exists(path);
        var open = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = isShared ? FileShare.ReadWrite | FileShare.Delete : FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
            open.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        FileStream file;
        try
        {
            file = new FileStream(path, open);
        }
        catch (IOException e) when (IsTaken(e))
        {
            return null;
        }
        if (isNew && FolderOwner.OtherThanRoot(Path.GetDirectoryName(path) ?? path) is { } owner)
            owner.Give(path);
        return file;
    }

    // EWOULDBLOCK on Linux and elsewhere, ERROR_SHARING_VIOLATION.
    private static bool IsTaken(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
