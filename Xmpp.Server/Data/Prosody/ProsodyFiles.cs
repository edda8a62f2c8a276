using System.Xml.Linq;

namespace Xmpp.Server.Data.Prosody;

/// <summary>The files of one account or room.</summary>
internal sealed class ProsodyFiles(string host, string local, DataReport report) : IProsodyStores
{
    public IEnumerable<string> Names =>
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

    // After something that cannot be read there is nothing more.
    public IEnumerable<ProsodyItem> ReadList(string store, DataKind kind, XNamespace around)
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
                yield return ItemOf(table, around);
            else
                report.Refuse(kind, path, "an item is no table");
        }
    }

    private static ProsodyItem ItemOf(LuaTable table, XNamespace around)
    {
        try
        {
            return new ProsodyItem(ProsodyStanza.Read(table, around), table.Text("key"), table.Number("when"), table.Text("with"));
        }
        catch (DataException)
        {
            return new ProsodyItem(null, null, null, null); // a text is not UTF-8
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
