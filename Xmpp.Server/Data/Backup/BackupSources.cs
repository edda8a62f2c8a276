using Xmpp.Server.Configuration;
using Xmpp.Storage.Engines;

namespace Xmpp.Server.Data.Backup;

/// <summary>The files that a backup has beside the database.</summary>
internal static class BackupSources
{
    private const string Socket = "control.sock";

    // What is just coming in, and is nobody's yet.
    private const string Incoming = "incoming";

    /// <param name="configuration">The file that was read, or null.</param>
    public static IEnumerable<(string Name, string Path)> Of(ServerOptions options, string? configuration)
    {
        var root = Path.GetFullPath(options.DataDirectory);
        foreach (var path in FilesOf(options, root))
            yield return (BackupNames.Data + NameOf(root, path), path);
        if (UploadsElsewhere(options) is { } uploads && Directory.Exists(uploads))
        {
            foreach (var path in FilesIn(uploads).Where(path => !NameOf(uploads, path).StartsWith(Incoming + "/", StringComparison.Ordinal)))
                yield return (BackupNames.Uploads + NameOf(uploads, path), path);
        }
        if (configuration is not null && File.Exists(configuration))
            yield return (BackupNames.Configuration + Path.GetFileName(configuration), Path.GetFullPath(configuration));
        foreach (var host in options.Hosts)
        {
            foreach (var file in new[] { host.Certificate, host.Key }.OfType<string>().Distinct())
            {
                if (File.Exists(file) && !IsIn(Path.GetFullPath(file), root))
                    yield return ($"{BackupNames.Certificates}{host.Name}/{Path.GetFileName(file)}", Path.GetFullPath(file));
            }
        }
    }

    /// <summary>The folder of uploads, if it is not in the data directory.</summary>
    public static string? UploadsElsewhere(ServerOptions options) =>
        options.Upload.Directory is { } directory && !IsIn(Path.GetFullPath(directory), Path.GetFullPath(options.DataDirectory))
            ? Path.GetFullPath(directory)
            : null;

    /// <summary>
    /// What the programs themselves make beside everything else: no backup has it, and no restore may put something in its place.
    /// </summary>
    public static bool IsOwn(string path, string root, string database)
    {
        var first = Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar)[0];
        return first.StartsWith(BackupNames.Work, StringComparison.Ordinal)
            || first.StartsWith(BackupNames.Replaced, StringComparison.Ordinal) || first is BackupNames.Beside or Socket or DataLock.FileName
            || path == database + DataLock.DatabaseSuffix || SqliteBackup.FilesOf(database).Contains(path);
    }

    private static string NameOf(string root, string path) => Path.GetRelativePath(root, path).Replace('\\', '/');

    private static bool IsIn(string path, string root) =>
        path == root || path.StartsWith(root + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static IEnumerable<string> FilesOf(ServerOptions options, string root)
    {
        if (!Directory.Exists(root))
            yield break;
        var database = Path.GetFullPath(options.Storage.ToStorageOptions(options.DataDirectory).Path);
        foreach (var path in FilesIn(root).Where(path => !IsOwn(path, root, database)))
            yield return path;
    }

    private static IOrderedEnumerable<string> FilesIn(string folder)
    {
        var all = new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint, // a link leads to what is not ours
        };
        return Directory.EnumerateFiles(folder, "*", all).Order(StringComparer.Ordinal);
    }
}
