using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Xmpp.Server.Configuration;
using Xmpp.Storage.Engines;

namespace Xmpp.Server.Data.Backup;

/// <summary>
/// Writes one archive (tar, gzip) with the database as it is at one moment, and with the files that the data directory has
/// beside it. Files come after the database: what rows speak of is there, unless it was deleted meanwhile.
/// </summary>
internal sealed class BackupWriter(ServerOptions options, string? configuration, TimeProvider time)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly List<BackupFile> _files = [];

    /// <summary>Told of each file before it is copied.</summary>
    public Action<string> Progress { get; init; } = static _ => { };

    /// <summary>Writes the archive beside its name first: a file of that name is a whole one.</summary>
    public async Task<BackupManifest> WriteAsync(string path, CancellationToken ct)
    {
        var storage = options.Storage.ToStorageOptions(options.DataDirectory);
        if (storage.Engine != EngineKind.Sqlite)
            throw new DataException("this makes backups of SQLite; for MySQL and MariaDB see docs/DATA.md");
        var part = path + ".part";
        var copy = path + ".database";
        try
        {
            File.Delete(copy);
            var takenAt = time.GetUtcNow();
            Progress("database");
            await SqliteBackup.CopyAsync(storage, copy, ct);
            var schema = await SqliteBackup.CheckAsync(copy, ct);
            var manifest = new BackupManifest(BackupManifest.CurrentFormat, ServerVersion.Number, takenAt, schema, _files);
            File.Delete(part); // whose it was and what it let others do is gone with it
            await using (var file = new FileStream(part, OpenOptions()))
            {
                await using (var zip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
                await using (var tar = new TarWriter(zip, TarEntryFormat.Pax))
                    await WriteAsync(tar, copy, manifest, ct);
                file.Flush(flushToDisk: true);
            }
            File.Move(part, path, overwrite: true);
            return manifest;
        }
        finally
        {
            File.Delete(copy);
            File.Delete(part);
        }
    }

    private async Task WriteAsync(TarWriter tar, string database, BackupManifest manifest, CancellationToken ct)
    {
        await AddAsync(tar, BackupNames.Database, database, ct);
        foreach (var (name, path) in BackupSources.Of(options, configuration))
        {
            Progress(name);
            try
            {
                await AddAsync(tar, name, path, ct);
            }
            catch (FileNotFoundException)
            {
                // Deleted since the folder was read: an upload that has expired.
            }
        }
        var json = JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Default.BackupManifest);
        using var content = new MemoryStream(json);
        await tar.WriteEntryAsync(NewEntry(BackupManifest.Name, content), ct);
    }

    private async Task AddAsync(TarWriter tar, string name, string path, CancellationToken ct)
    {
        // What is appended meanwhile is not taken along; what is cut off ends the backup.
        await using var file = new FileStream(
            path, new FileStreamOptions { Access = FileAccess.Read, Share = FileShare.ReadWrite | FileShare.Delete });
        using var content = new MeasuredStream(file, file.Length);
        await tar.WriteEntryAsync(NewEntry(name, content), ct);
        _files.Add(new BackupFile(name, content.Length, content.Sha256()));
    }

    private PaxTarEntry NewEntry(string name, Stream content) => new(TarEntryType.RegularFile, name)
    {
        DataStream = content,
        Mode = OwnerOnly,
        ModificationTime = time.GetUtcNow(),
    };

    private static FileStreamOptions OpenOptions()
    {
        var open = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            open.UnixCreateMode = OwnerOnly;
        return open;
    }
}
