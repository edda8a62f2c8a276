using System.Data;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using MySqlConnector;

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
        var isFile = File.Exists(place);
        var database = new ProsodyDatabase(isFile ? Sqlite(place) : MySql(place), maxText);
        try
        {
            database._connection.Open();
            database._connection.Execute(isFile
                ? "PRAGMA trusted_schema = OFF" // the file may be anybody's
                : "SET SESSION sql_mode = 'ANSI_QUOTES'"); // the same words for both
            database._connection.ExecuteScalar<long>(
                """SELECT COUNT(*) FROM (SELECT 1 FROM "prosody" LIMIT 1) p, (SELECT 1 FROM "prosodyarchive" LIMIT 1) a""");
            return database;
        }
        catch (DbException e)
        {
            database.Dispose();
            throw new StorageException(StorageErrorKind.Schema, $"This is no database of Prosody's: {e.Message}", e);
        }
    }

    /// <summary>Whether a place is what MySQL is reached with, and no file.</summary>
    /// <param name="place">As for <see cref="Open"/>.</param>
    /// <param name="hasPassword">Whether there is a password in it.</param>
    public static bool IsServer(string place, out bool hasPassword)
    {
        hasPassword = false;
        if (File.Exists(place))
            return false;
        try
        {
            hasPassword = new MySqlConnectionStringBuilder(place).Password.Length > 0;
            return true;
        }
        catch (ArgumentException)
        {
            return false; // Open says what is wrong
        }
    }

    /// <summary>The same place, reached with that password.</summary>
    public static string WithPassword(string place, string password) =>
        new MySqlConnectionStringBuilder(place) { Password = password }.ToString();

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
            values.Add(new ProsodyValue(reader.GetString(0), reader.GetString(1), TextOf(reader, 2)));
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
                reader.GetString(0), TextOf(reader, 1), TextOf(reader, 2) ?? "", reader.GetString(3), TextOf(reader, 4));
        }
    }

    // SQLite's columns have values of any type.
    private static string? TextOf(IDataRecord row, int column) =>
        row.IsDBNull(column) ? null : Convert.ToString(row.GetValue(column), CultureInfo.InvariantCulture);

    public void Dispose() => _connection.Dispose();

    private static SqliteConnection Sqlite(string path) => new(new SqliteConnectionStringBuilder
    {
        DataSource = path,
        Mode = SqliteOpenMode.ReadOnly,
        Pooling = false,
    }.ToString());

    private static MySqlConnection MySql(string text)
    {
        try
        {
            return new MySqlConnection(new MySqlConnectionStringBuilder(text) { Pooling = false, CharacterSet = "utf8mb4" }.ToString());
        }
        catch (ArgumentException e)
        {
            throw new StorageException(StorageErrorKind.Schema, "This is neither a file nor what MySQL is reached with (Server=…;Database=…)", e);
        }
    }
}
