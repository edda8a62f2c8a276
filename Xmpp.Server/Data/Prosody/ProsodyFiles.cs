namespace Xmpp.Server.Data.Prosody;

/// <summary>The files of one account; one that cannot be read is reported, and is as if it were not there.</summary>
internal sealed class ProsodyFiles(string host, string local, DataReport report)
{
    /// <summary>Names of the stores that the host has.</summary>
    public IEnumerable<string> Stores =>
        Directory.EnumerateDirectories(host).Select(store => ProsodyNames.Decode(Path.GetFileName(store))).Order(StringComparer.Ordinal);

    public LuaTable? Read(string store, DataKind kind)
    {
        var path = PathOf(store, ".dat");
        if (path is null)
            return null;
        try
        {
            using var file = File.OpenRead(path);
            if (new LuaReader(file).ReadDocument() is LuaTable table)
                return table;
            report.Refuse(kind, path, "it has no table");
        }
        catch (DataException e)
        {
            report.Refuse(kind, path, e.Message);
        }
        return null;
    }

    /// <summary>What was appended, one after the other; after something that cannot be read there is nothing more.</summary>
    public IEnumerable<LuaTable> ReadList(string store, DataKind kind)
    {
        var path = PathOf(store, ".list");
        if (path is null)
            yield break;
        using var file = File.OpenRead(path);
        using var items = new LuaReader(file).ReadItems().GetEnumerator();
        while (true)
        {
            try
            {
                if (!items.MoveNext())
                    yield break;
            }
            catch (DataException e)
            {
                report.Refuse(kind, path, e.Message + "; what follows is lost");
                yield break;
            }
            if (items.Current is LuaTable table)
                yield return table;
            else
                report.Refuse(kind, path, "an item is no table");
        }
    }

    private string? PathOf(string store, string extension)
    {
        // Which characters of a store's name are encoded has changed between versions, so its folder is looked for.
        foreach (var folder in Directory.EnumerateDirectories(host))
        {
            if (ProsodyNames.Decode(Path.GetFileName(folder)) != store)
                continue;
            var path = Path.Combine(folder, ProsodyNames.Encode(local) + extension);
            return File.Exists(path) ? path : null;
        }
        return null;
    }
}
