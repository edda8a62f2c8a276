namespace Xmpp.Server.Data.Backup;

/// <summary>Where a file of a backup goes.</summary>
/// <param name="Folder">The data directory, or another that the configuration names.</param>
/// <param name="Path">In it, or deeper.</param>
internal sealed record RestoredPlace(string Folder, string Path)
{
    // Root, working for somebody else: what comes into being is to be his.
    private readonly FolderOwner? _owner = FolderOwner.OtherThanRoot(Folder);

    /// <summary>Root follows no links that somebody else may have made, and gives away nothing behind them.</summary>
    /// <exception cref="DataException">There is one on the way.</exception>
    public void RefuseLinks()
    {
        if (_owner is null)
            return;
        foreach (var folder in Folders().Where(folder => new DirectoryInfo(folder).LinkTarget is not null))
            throw new DataException($"{folder} is a link: run this as the owner of {Folder}, not as root");
    }

    /// <summary>Moves a file there; it belongs to whom the folder belongs to.</summary>
    public void Take(string source)
    {
        Portable.PortableFile.CreateFolder(Folder);
        foreach (var folder in Folders().Where(folder => !Directory.Exists(folder)))
        {
            Portable.PortableFile.CreateFolder(folder);
            _owner?.Give(folder);
        }
        File.Move(source, Path, overwrite: true);
        _owner?.Give(Path);
    }

    // From below the folder to the file's own, the outermost first.
    private IEnumerable<string> Folders()
    {
        var folder = Folder;
        foreach (var part in System.IO.Path.GetRelativePath(Folder, Path).Split(System.IO.Path.DirectorySeparatorChar)[..^1])
        {
            folder = System.IO.Path.Combine(folder, part);
            yield return folder;
        }
    }
}
