using System.Text;

namespace Xmpp.Server.Data.Backup;

/// <summary>
/// What a restore leaves in the data directory while it moves files: where it is found, neither the old data nor the new are whole,
/// and an empty database must not be made in their place.
/// </summary>
internal static class UnfinishedRestore
{
    private static string PathOf(string root) => Path.Combine(root, BackupNames.Unfinished);

    public static bool IsIn(string root) => Path.Exists(PathOf(root));

    /// <exception cref="DataException">A restore was cut off there.</exception>
    public static void Refuse(string root)
    {
        if (!IsIn(root))
            return;
        throw new DataException(
            $"a restore into {root} was not finished: repeat it (xmppserver restore FILE); or, to keep what there was, move the files of "
            + $"{NameIn(root) ?? BackupNames.Replaced + "TIME"} back to where they were and delete {PathOf(root)}");
    }

    /// <summary>Before the first move.</summary>
    /// <param name="root">The data directory.</param>
    /// <param name="name">The folder that is to have what was replaced.</param>
    /// <returns>That folder's name; after a restore that was cut off, that one's.</returns>
    public static string Begin(string root, string name)
    {
        if (NameIn(root) is { } earlier)
            return earlier;
        File.Delete(PathOf(root)); // cut off while it was written: nothing was moved yet
        // CreateNew follows no link.
        var open = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        using (var file = new FileStream(PathOf(root), open))
        {
            file.Write(Encoding.UTF8.GetBytes(name + "\n"));
            file.Flush(flushToDisk: true);
        }
        FolderOwner.OtherThanRoot(root)?.Give(PathOf(root));
        return name;
    }

    /// <summary>After the last move.</summary>
    public static void End(string root) => File.Delete(PathOf(root));

    private static string? NameIn(string root)
    {
        if (!File.Exists(PathOf(root)))
            return null;
        var name = File.ReadAllText(PathOf(root));
        return name.EndsWith('\n') && name.StartsWith(BackupNames.Replaced, StringComparison.Ordinal) && !name.Contains('/') && !name.Contains('\0')
            ? name[..^1]
            : null;
    }
}
