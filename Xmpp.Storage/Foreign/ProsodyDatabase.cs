using System.Data.Common;
using Dapper;

namespace Xmpp.Storage.Foreign;

/// <summary>
/// The tables of a Prosody with <c>storage = "sql"</c>, for reading: "prosody" has values by key, "prosodyarchive" lists. In SQLite's
/// file, or in MySQL by a connection string.
/// </summary>
public sealed class ProsodyDatabase : IDisposable
{
    private readonly DbConnection _connection;
    private readonly int _maxText;

    private ProsodyDatabase(DbConnection connection, int maxText) => (_connection, _maxText) = (connection, maxText);

    /// <param name="place">A file, or what MySQL is reached with (<c>Server=…;Database=…</c>).</param>
    /// <param name="maxText">A value that is longer is given as null.</param>
    /// <exception cref="StorageException">It cannot be opened, or has not these tables.</exception>
    public static ProsodyDatabase Open(string place, int maxText)
    {
        try
        {
            var database = new ProsodyDatabase(ForeignDatabase.Open(place), maxText);
            try
            {
                database._connection.ExecuteScalar<long>(
                    """SELECT COUNT(*) FROM (SELECT 1 FROM "prosody" LIMIT 1) p, (SELECT 1 FROM "prosodyarchive" LIMIT 1) a""");
                return database;
            }
            catch
            {
                database.Dispose();
                throw;
            }
        }
        catch (DbException e)
        {
            throw new StorageException(StorageErrorKind.Schema, $"This is no database of Prosody's: {e.Message}", e);
        }
    }

    /// <summary>Every host that something is stored for.</summary>
    public IReadOnlyList<string> Hosts() => _connection.Query<string>(
        """SELECT DISTINCT "host" FROM "prosody" ORDER BY "host" """).AsList();

    /// <summary>Who has something in a store, by name.</summary>
    public IReadOnlyList<string> Users(string host, string store) => _connection.Query<string>(
        """SELECT DISTINCT "user" FROM "prosody" WHERE "host" = @host AND "store" = @store ORDER BY "user" """,
        new { host, store }).AsList();

    /// <summary>The stores of a host; of one user, if one is named.</summary>
    public IReadOnlyList<string> Stores(string host, string? user) => _connection.Query<string>(
        """
        SELECT "store" FROM "prosody" WHERE "host" = @host AND (@user IS NULL OR "user" = @user)
        UNION SELECT "store" FROM "prosodyarchive" WHERE "host" = @host AND (@user IS NULL OR "user" = @user) ORDER BY 1
        """, new { host, user }).AsList();

    public IReadOnlyList<ProsodyValue> Values(string host, string user, string store)
    {
        using var reader = _connection.ExecuteReader(
            """
            SELECT "key", "type", CASE WHEN LENGTH("value") <= @max THEN "value" END FROM "prosody"
            WHERE "host" = @host AND "user" = @user AND "store" = @store ORDER BY "key"
            """, new { host, user, store, max = _maxText });
        var values = new List<ProsodyValue>();
        while (reader.Read())
            values.Add(new ProsodyValue(reader.GetString(0), reader.GetString(1), ForeignDatabase.TextOf(reader, 2)));
        return values;
    }

    /// <summary>What was appended, the first first; not all in memory at once.</summary>
    public IEnumerable<ProsodyRow> Items(string host, string user, string store)
    {
        using var reader = _connection.ExecuteReader(
            """
            SELECT "key", "when", "with", "type", CASE WHEN LENGTH("value") <= @max THEN "value" END FROM "prosodyarchive"
            WHERE "host" = @host AND "user" = @user AND "store" = @store ORDER BY "sort_id"
            """, new { host, user, store, max = _maxText });
        while (reader.Read())
        {
            yield return new ProsodyRow(
                reader.GetString(0), ForeignDatabase.TextOf(reader, 1), ForeignDatabase.TextOf(reader, 2) ?? "", reader.GetString(3), ForeignDatabase.TextOf(reader, 4));
        }
    }

    public void Dispose() => _connection.Dispose();
}
