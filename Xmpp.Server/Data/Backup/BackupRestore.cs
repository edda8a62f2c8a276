using Xmpp.Server.Configuration;

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
    public bool IsInTheWay => File.Exists(_database);

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
        var aside = Path.Combine(_root, $"{BackupNames.Replaced}{time.GetUtcNow():yyyyMMdd'T'HHmmss}");
        // The old log must never meet the new database.
        foreach (var suffix in new[] { "", "-wal", "-shm", "-journal" })
            SetAside(_database + suffix, Path.Combine(aside, Path.GetFileName(_database) + suffix));
        foreach (var name in manifest.Files.Select(file => file.Name).Where(name => name != BackupNames.Database))
            Move(Path.Combine(work, name), name, aside);
        // Last: a server that is started on half of a restore finds no database rather than one without its files.
        if (Path.GetDirectoryName(_database) is { } folder)
            Portable.PortableFile.CreateFolder(folder);
        File.Move(Path.Combine(work, BackupNames.Database), _database);
    }

    private void Move(string source, string name, string aside)
    {
        string target;
        if (name.StartsWith(BackupNames.Data, StringComparison.Ordinal))
        {
            var relative = name[BackupNames.Data.Length..];
            target = Path.Combine(_root, relative);
            SetAside(target, Path.Combine(aside, relative));
        }
        else
        {
            Beside = Path.Combine(_root, BackupNames.Beside);
            target = Path.Combine(Beside, name);
        }
        Portable.PortableFile.CreateFolder(Path.GetDirectoryName(target) ?? _root);
        File.Move(source, target, overwrite: true);
    }

    private void SetAside(string path, string target)
    {
        if (!File.Exists(path))
            return;
        Portable.PortableFile.CreateFolder(Path.GetDirectoryName(target) ?? _root);
        File.Move(path, target);
        Replaced = Path.Combine(_root, Path.GetRelativePath(_root, target).Split(Path.DirectorySeparatorChar)[0]);
    }
}
