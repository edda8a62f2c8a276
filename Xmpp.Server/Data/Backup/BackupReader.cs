using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Xmpp.Storage;
using Xmpp.Storage.Engines;

namespace Xmpp.Server.Data.Backup;

/// <summary>Takes an archive apart into an empty folder and proves it: every file, its length, its checksum, the database.</summary>
internal static class BackupReader
{
    /// <exception cref="DataException">It is no backup, is cut off or damaged, or has entries that must not be.</exception>
    /// <exception cref="StorageException">The database in it cannot be used.</exception>
    public static async Task<BackupManifest> ExtractAsync(string archive, string folder, CancellationToken ct)
    {
        var found = new Dictionary<string, BackupFile>(StringComparer.Ordinal);
        BackupManifest? manifest;
        try
        {
            manifest = await ExtractAsync(archive, folder, found, ct);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or JsonException or FormatException or OverflowException)
        {
            throw new DataException($"{archive} is no backup, or not a whole one: {e.Message}", e);
        }
        Prove(archive, manifest, found);
        var schema = await SqliteBackup.CheckAsync(Path.Combine(folder, BackupNames.Database), ct);
        return schema == manifest!.Schema
            ? manifest
            : throw new DataException($"{archive}: the database has schema {schema}, the manifest says {manifest.Schema}");
    }

    private static void Prove(string archive, BackupManifest? manifest, Dictionary<string, BackupFile> found)
    {
        if (manifest is null)
            throw new DataException($"{archive} ends before its manifest: it is not a whole backup");
        if (manifest.Format != BackupManifest.CurrentFormat)
            throw new DataException($"{archive} has format {manifest.Format}; this program knows {BackupManifest.CurrentFormat}");
        foreach (var file in manifest.Files)
        {
            if (!found.Remove(file.Name, out var there) || there != file)
                throw new DataException($"{archive}: {file.Name} is not what the manifest says");
        }
        if (found.Count > 0)
            throw new DataException($"{archive}: {found.Keys.First()} is not in the manifest");
        if (manifest.Files.All(file => file.Name != BackupNames.Database))
            throw new DataException($"{archive} has no database");
    }

    private static async Task<BackupManifest?> ExtractAsync(
        string archive, string folder, Dictionary<string, BackupFile> found, CancellationToken ct)
    {
        await using var file = File.OpenRead(archive);
        await using var zip = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(zip);
        BackupManifest? manifest = null;
        while (await tar.GetNextEntryAsync(copyData: false, ct) is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile) || !BackupNames.IsAllowed(entry.Name))
                throw new DataException($"{archive}: the entry {entry.Name} must not be in a backup");
            if (manifest is not null)
                throw new DataException($"{archive}: {entry.Name} comes behind the manifest");
            if (entry.Name == BackupManifest.Name)
                manifest = await ReadManifestAsync(entry, ct);
            else if (!found.TryAdd(entry.Name, await SaveAsync(entry, folder, ct)))
                throw new DataException($"{archive}: {entry.Name} is there twice");
        }
        return manifest;
    }

    private static async Task<BackupManifest?> ReadManifestAsync(TarEntry entry, CancellationToken ct)
    {
        const long MaxBytes = 1L << 30;
        if (entry.Length > MaxBytes || entry.DataStream is null)
            throw new DataException("the manifest is too large, or empty");
        return await JsonSerializer.DeserializeAsync(entry.DataStream, BackupJson.Default.BackupManifest, ct);
    }

    private static async Task<BackupFile> SaveAsync(TarEntry entry, string folder, CancellationToken ct)
    {
        var path = Path.Combine(folder, entry.Name);
        Portable.PortableFile.CreateFolder(Path.GetDirectoryName(path) ?? folder);
        var open = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
            open.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using var file = new FileStream(path, open);
        if (entry.DataStream is { } data)
            await data.CopyToAsync(file, ct);
        file.Flush(flushToDisk: true);
        file.Position = 0;
        return new BackupFile(entry.Name, file.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, ct)));
    }
}
