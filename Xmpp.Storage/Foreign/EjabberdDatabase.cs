using System.Data;
using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Xmpp.Storage.Foreign;

/// <summary>
/// The tables of an ejabberd with <c>default_db: sql</c>, for reading. With <c>new_sql_schema</c> each row says which host it is of;
/// else the host is the caller's to know.
/// </summary>
public sealed class EjabberdDatabase : IDisposable
{
    private readonly DbConnection _connection;
    private readonly int _maxText;
    private readonly HashSet<string> _tables;
    private readonly string _ofHost;

    private EjabberdDatabase(DbConnection connection, int maxText)
    {
        (_connection, _maxText) = (connection, maxText);
        var isFile = connection is SqliteConnection;
        _tables = connection.Query<string>(isFile
            ? "SELECT name FROM sqlite_master WHERE type = 'table'"
            : "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()").ToHashSet(StringComparer.Ordinal);
        HasHosts = connection.Query<string>(isFile
            ? "SELECT name FROM pragma_table_info('users')"
            : "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'users'")
            .Contains("server_host");
        _ofHost = HasHosts ? "server_host = @host AND " : "";
    }

    /// <summary>Whether the rows say which host they are of.</summary>
    public bool HasHosts { get; }

    /// <param name="place">A file, or what MySQL is reached with (<c>Server=…;Database=…</c>).</param>
    /// <param name="maxText">A value that is longer is given as null.</param>
    /// <exception cref="StorageException">It cannot be opened, or has not these tables.</exception>
    public static EjabberdDatabase Open(string place, int maxText)
    {
        try
        {
            var connection = ForeignDatabase.Open(place);
            try
            {
                connection.ExecuteScalar<long>(
                    "SELECT COUNT(*) FROM (SELECT username, password, iterationcount FROM users LIMIT 1) u, (SELECT username, jid FROM rosterusers LIMIT 1) r");
                return new EjabberdDatabase(connection, maxText);
            }
            catch
            {
                connection.Dispose();
                throw;
            }
        }
        catch (DbException e)
        {
            throw new StorageException(StorageErrorKind.Schema, $"This is no database of ejabberd's: {e.Message}", e);
        }
    }

    /// <summary>The hosts that there are accounts of; none where the rows do not say.</summary>
    public IReadOnlyList<string> Hosts() => HasHosts
        ? _connection.Query<string>("SELECT DISTINCT server_host FROM users ORDER BY 1").AsList()
        : [];

    /// <summary>Names of accounts.</summary>
    public IReadOnlyList<string> Users(string host) => _connection.Query<string>(
        $"SELECT DISTINCT username FROM users {(HasHosts ? "WHERE server_host = @host" : "")} ORDER BY 1", new { host }).AsList();

    /// <summary>username, password, serverkey, salt, iterationcount, created_at: newer versions have a row for each hash.</summary>
    public IReadOnlyList<EjabberdRow> Keys(string host, string user) =>
        Of("users", "password, serverkey, salt, iterationcount, created_at", host, user);

    /// <summary>seconds, state</summary>
    public IReadOnlyList<EjabberdRow> LastSeen(string host, string user) => Of("last", "seconds, state", host, user);

    /// <summary>jid, nick, subscription, ask, askmessage</summary>
    public IReadOnlyList<EjabberdRow> Roster(string host, string user) =>
        Of("rosterusers", "jid, nick, subscription, ask, askmessage", host, user, "jid");

    /// <summary>jid, grp</summary>
    public IReadOnlyList<EjabberdRow> RosterGroups(string host, string user) => Of("rostergroups", "jid, grp", host, user, "jid, grp");

    /// <summary>vcard</summary>
    public IReadOnlyList<EjabberdRow> VCard(string host, string user) => Of("vcard", "vcard", host, user);

    /// <summary>namespace, data</summary>
    public IReadOnlyList<EjabberdRow> PrivateXml(string host, string user) => Of("private_storage", "namespace, data", host, user, "namespace");

    /// <summary>def, always, never</summary>
    public IReadOnlyList<EjabberdRow> ArchivePreferences(string host, string user) => Of("archive_prefs", "def, always, never", host, user);

    /// <summary>name</summary>
    public IReadOnlyList<EjabberdRow> DefaultList(string host, string user) => Of("privacy_default_list", "name", host, user);

    /// <summary>name, id</summary>
    public IReadOnlyList<EjabberdRow> PrivacyLists(string host, string user) => Of("privacy_list", "name, id", host, user, "name");

    /// <summary>t, value, action, match_all</summary>
    public IReadOnlyList<EjabberdRow> PrivacyRules(string? id) =>
        Rows("privacy_list_data", "t, value, action, match_all", "id = @id ORDER BY ord", new { id }).ToList();

    /// <summary>timestamp, service, node, xml</summary>
    public IReadOnlyList<EjabberdRow> PushServices(string host, string user) =>
        Of("push_session", "timestamp, service, node, xml", host, user, "timestamp");

    /// <summary>xml: messages that wait, the first first, not all in memory at once.</summary>
    public IEnumerable<EjabberdRow> Spool(string host, string user) =>
        Rows("spool", "xml", $"{_ofHost}username = @user ORDER BY seq", new { host, user });

    /// <summary>timestamp, xml, nick: of an account by its name, of a room by its address; not all in memory at once.</summary>
    public IEnumerable<EjabberdRow> Archive(string host, string owner) =>
        Rows("archive", "timestamp, xml, nick", $"{_ofHost}username = @owner ORDER BY timestamp, id", new { host, owner });

    /// <summary>Whose nodes there are: accounts, and services.</summary>
    public IReadOnlyList<string> NodeOwners() => _tables.Contains("pubsub_node")
        ? _connection.Query<string>("SELECT DISTINCT host FROM pubsub_node ORDER BY 1").AsList()
        : [];

    /// <summary>node, nodeid</summary>
    public IReadOnlyList<EjabberdRow> Nodes(string owner) =>
        Rows("pubsub_node", "node, nodeid", "host = @owner ORDER BY nodeid", new { owner }).ToList();

    /// <summary>name, val</summary>
    public IReadOnlyList<EjabberdRow> NodeOptions(string? id) =>
        Rows("pubsub_node_option", "name, val", "nodeid = @id ORDER BY name", new { id }).ToList();

    /// <summary>jid, affiliation, subscriptions</summary>
    public IReadOnlyList<EjabberdRow> NodeStates(string? id) =>
        Rows("pubsub_state", "jid, affiliation, subscriptions", "nodeid = @id ORDER BY stateid", new { id }).ToList();

    /// <summary>itemid, publisher, modification, payload: the oldest first, not all in memory at once.</summary>
    public IEnumerable<EjabberdRow> Items(string? id) =>
        Rows("pubsub_item", "itemid, publisher, modification, payload", "nodeid = @id ORDER BY modification", new { id });

    /// <summary>Domains that there are rooms at.</summary>
    public IReadOnlyList<string> RoomDomains() => _tables.Contains("muc_room")
        ? _connection.Query<string>("SELECT DISTINCT host FROM muc_room ORDER BY 1").AsList()
        : [];

    /// <summary>Names of rooms.</summary>
    public IReadOnlyList<string> Rooms(string domain) => _connection.Query<string>(
        "SELECT name FROM muc_room WHERE host = @domain ORDER BY name", new { domain }).AsList();

    /// <summary>opts</summary>
    public IReadOnlyList<EjabberdRow> Room(string domain, string name) =>
        Rows("muc_room", "opts", "host = @domain AND name = @name", new { domain, name }).ToList();

    /// <summary>jid, nick: who has reserved a nickname in a room, by its address.</summary>
    public IReadOnlyList<EjabberdRow> RoomNicks(string room) =>
        Rows("muc_registered", "jid, nick", "host = @room ORDER BY jid", new { room }).ToList();

    /// <summary>How many rows a table has; none where it is not there.</summary>
    public long Count(string table) => _tables.Contains(table) ? _connection.ExecuteScalar<long>($"SELECT COUNT(*) FROM {table}") : 0;

    public void Dispose() => _connection.Dispose();

    private List<EjabberdRow> Of(string table, string columns, string host, string user, string? order = null) => Rows(
        table, columns, $"{_ofHost}username = @user {(order is null ? "" : $"ORDER BY {order}")}", new { host, user }).ToList();

    // A module that was never used, or came with a later version, has no table.
    private IEnumerable<EjabberdRow> Rows(string table, string columns, string where, object parameters)
    {
        if (!_tables.Contains(table))
            yield break;
        var names = columns.Split(", ");
        var values = string.Join(", ", names.Select(name => $"CASE WHEN LENGTH({name}) <= {_maxText} THEN {name} END"));
        using var reader = _connection.ExecuteReader($"SELECT {values} FROM {table} WHERE {where}", parameters);
        while (reader.Read())
        {
            var row = new Dictionary<string, string?>(names.Length, StringComparer.Ordinal);
            for (var i = 0; i < names.Length; i++)
                row.Add(names[i], ForeignDatabase.TextOf(reader, i));
            yield return new EjabberdRow(row);
        }
    }
}
