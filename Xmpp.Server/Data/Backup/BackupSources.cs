using Xmpp.Server.Configuration;

namespace Xmpp.Server.Data.Backup;

/// <summary>The files that a backup has beside the database.</summary>
internal static class BackupSources
{
    private const string Socket = "control.sock";

    /// <param name="configuration">The file that was read, or null.</param>
    public static IEnumerable<(string Name, string Path)> Of(ServerOptions options, string? configuration)
    {
        var root = Path.GetFullPath(options.DataDirectory);
        foreach (var path in FilesOf(options, root))
            yield return (BackupNames.Data + Path.GetRelativePath(root, path).Replace('\\', '/'), path);
        if (configuration is not null && File.Exists(configuration))
            yield return (BackupNames.Configuration + Path.GetFileName(configuration), Path.GetFullPath(configuration));
        foreach (var host in options.Hosts)
        {
            foreach (var file in new[] { host.Certificate, host.Key }.OfType<string>().Distinct())
            {
                if (File.Exists(file) && !Path.GetFullPath(file).StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                    yield return ($"{BackupNames.Certificates}{host.Name}/{Path.GetFileName(file)}", Path.GetFullPath(file));
            }
        }
    }

    private static IEnumerable<string> FilesOf(ServerOptions options, string root)
    {
        if (!Directory.Exists(root))
            yield break;
        var database = Path.GetFullPath(options.Storage.ToStorageOptions(options.DataDirectory).Path);
        var all = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint, // a link leads to what is not ours
        };
        foreach (var path in Directory.EnumerateFiles(root, "*", all).Order(StringComparer.Ordinal))
        {
            var first = Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar)[0];
            var isOwn = first.StartsWith(BackupNames.Work, StringComparison.Ordinal)
                || first.StartsWith(BackupNames.Replaced, StringComparison.Ordinal) || first is BackupNames.Beside or Socket;
            if (!isOwn && !IsOfDatabase(path, database))
                yield return path;
        }
    }

    private static bool IsOfDatabase(string path, string database) =>
        path == database || path == database + "-wal" || path == database + "-shm" || path == database + "-journal";
}
