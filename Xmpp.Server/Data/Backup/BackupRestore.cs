using Xmpp.Server.Configuration;
using Xmpp.Storage.Engines;

namespace Xmpp.Server.Data.Backup;

/// <summary>
/// Puts a backup in the place of what there is. Everything is proved before anything is touched, and what there was is moved
/// aside, not deleted.
/// </summary>
internal sealed class BackupRestore(ServerOptions options, TimeProvider time)
{
    private readonly string _root = Path.GetFullPath(options.DataDirectory);
    private readonly string _database =
        Path.GetFullPath(options.Storage.ToStorageOptions(options.DataDirectory).Path);

    /// <summary>The folder with what was replaced, or null where there was nothing.</summary>
    public string? Replaced { get; private set; }

    /// <summary>The folder with what lies outside the data directory otherwise, or null.</summary>
    public string? Beside { get; private set; }

    /// <summary>There is something that a restore would replace.</summary>
    public bool IsInTheWay => File.Exists(_database) && !UnfinishedRestore.IsIn(_root);

    public async Task<BackupManifest> RunAsync(string archive, bool onlyCheck, CancellationToken ct)
    {
        Portable.PortableFile.CreateFolder(_root);
        var work = Path.Combine(_root, BackupNames.Work + Guid.NewGuid().ToString("N")[..8]);
        Portable.PortableFile.CreateFolder(work);
        try
        {
            var manifest = await BackupReader.ExtractAsync(archive, work, ct);
            if (!onlyCheck)
                MoveAll(work, manifest);
            return manifest;
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private void MoveAll(string work, BackupManifest manifest)
    {
        var places = manifest.Files.Select(file => file.Name).Where(name => name != BackupNames.Database)
            .Select(name => (Name: name, Place: PlaceOf(name))).ToList();
        var database = new RestoredPlace(Path.GetDirectoryName(_database) ?? _root, _database);
        foreach (var place in places.Select(p => p.Place).Append(database))
            place.RefuseLinks();
        var aside = Path.Combine(_root, UnfinishedRestore.Begin(_root, $"{BackupNames.Replaced}{time.GetUtcNow():yyyyMMdd'T'HHmmss}"));
        // The old log must never meet the new database.
        foreach (var file in SqliteBackup.FilesOf(_database))
            SetAside(file, Path.Combine(aside, Path.GetFileName(file)));
        foreach (var (name, place) in places)
        {
            if (!place.Path.StartsWith(Path.Combine(_root, BackupNames.Beside), StringComparison.Ordinal))
                SetAside(place.Path, Path.Combine(aside, name));
            place.Take(Path.Combine(work, name));
        }
        database.Take(Path.Combine(work, BackupNames.Database));
        UnfinishedRestore.End(_root);
    }

    // Where the configuration of now has it, or beside. A name must not lead to the database (which may have lain elsewhere when the
    // backup was made, beside a file of that name), to its logs, or to our own files.
    private RestoredPlace PlaceOf(string name)
    {
        RestoredPlace? place = null;
        if (name.StartsWith(BackupNames.Uploads, StringComparison.Ordinal))
        {
            var folder = Path.GetFullPath(options.Upload.Directory ?? Path.Combine(_root, "uploads"));
            place = new RestoredPlace(folder, Path.Combine(folder, name[BackupNames.Uploads.Length..]));
        }
        else if (name.StartsWith(BackupNames.Data, StringComparison.Ordinal))
        {
            place = new RestoredPlace(_root, Path.Combine(_root, name[BackupNames.Data.Length..]));
        }
        if (place is not null && !BackupSources.IsOwn(place.Path, _root, _database))
            return place;
        Beside = Path.Combine(_root, BackupNames.Beside);
        return new RestoredPlace(_root, Path.Combine(Beside, name));
    }

    private void SetAside(string path, string target)
    {
        // What is aside already was put there by a restore that was cut off; what is in its place is that one's.
        if (!File.Exists(path) || File.Exists(target))
            return;
        var place = new RestoredPlace(_root, target);
        place.RefuseLinks();
        place.Take(path);
        Replaced = Path.Combine(_root, Path.GetRelativePath(_root, target).Split(Path.DirectorySeparatorChar)[0]);
    }
}
