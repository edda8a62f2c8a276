using System.Globalization;
using System.Xml.Linq;
using Xmpp.Storage.Foreign;

namespace Xmpp.Server.Data.Prosody;

/// <summary>A Prosody with <c>storage = "sql"</c>.</summary>
internal sealed class ProsodySql : IProsodySource
{
    private readonly ProsodyDatabase _database;

    /// <exception cref="Storage.StorageException">It is no such database.</exception>
    public ProsodySql(string place) => _database = ProsodyDatabase.Open(place, ForeignElement.MaxText);

    public IEnumerable<IProsodyHost> Hosts => _database.Hosts().Select(host => new Host(_database, host));

    public void Dispose() => _database.Dispose();

    private sealed class Host(ProsodyDatabase database, string name) : IProsodyHost
    {
        public string Name => name;
        public string Where => name;
        public IEnumerable<string> Stores => database.Stores(name, null);

        // The host's own values stand under the empty name.
        public IEnumerable<string> Users(string store) => database.Users(name, store).Where(user => user.Length > 0);

        public IProsodyStores Of(string local, DataReport report) => new Owner(database, name, local, report);
    }

    private sealed class Owner(ProsodyDatabase database, string host, string user, DataReport report) : IProsodyStores
    {
        public IEnumerable<string> Names => database.Stores(host, user);

        public LuaTable? Read(string store, DataKind kind)
        {
            var rows = database.Values(host, user, store);
            if (rows.Count == 0)
                return null;
            var table = new LuaTable();
            foreach (var (name, type, text) in rows)
            {
                try
                {
                    var value = ProsodyJson.Read(type, text);
                    if (name.Length > 0)
                        table.Set(new LuaText(name), value);
                    else if (value is LuaTable rest)
                        table.SetAll(rest);
                }
                catch (DataException e)
                {
                    report.Refuse(kind, $"{user}@{host} {store}", e.Message);
                }
            }
            return table;
        }

        public IEnumerable<ProsodyItem> ReadList(string store, DataKind kind, XNamespace around)
        {
            foreach (var row in database.Items(host, user, store))
            {
                yield return new ProsodyItem(
                    ElementOf(row, around), row.Id,
                    double.TryParse(row.At, NumberStyles.Float, CultureInfo.InvariantCulture, out var when) ? when : null, row.Whom);
            }
        }

        private static XElement? ElementOf(ProsodyRow row, XNamespace around)
        {
            if (row.Text is null)
                return null;
            if (row.Type != "xml")
                return ProsodyJson.TryRead(row.Type, row.Text) is LuaTable table ? ProsodyStanza.Read(table, around) : null;
            return ForeignElement.Read(row.Text, around);
        }
    }
}
