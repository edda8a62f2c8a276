using System.Data;
using System.Data.Common;
using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using MySqlConnector;

namespace Xmpp.Storage.Foreign;

/// <summary>Another server's database, for reading: a file of SQLite, or MySQL by a connection string.</summary>
public static class ForeignDatabase
{
    /// <summary>An open connection on which quoted names and times mean the same with both.</summary>
    /// <param name="place">A file, or what MySQL is reached with (<c>Server=…;Database=…</c>).</param>
    /// <exception cref="DbException">It cannot be opened.</exception>
    /// <exception cref="StorageException">It is neither of the two.</exception>
    internal static DbConnection Open(string place)
    {
        var isFile = File.Exists(place);
        DbConnection connection = isFile ? Sqlite(place) : MySql(place);
        try
        {
            connection.Open();
            connection.Execute(isFile
                ? "PRAGMA trusted_schema = OFF" // the file may be anybody's
                : "SET SESSION sql_mode = 'ANSI_QUOTES', time_zone = '+00:00'");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
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

    /// <summary>A value as text, whatever its type is: SQLite's columns have values of any.</summary>
    internal static string? TextOf(IDataRecord row, int column) =>
        row.IsDBNull(column) ? null : Convert.ToString(row.GetValue(column), CultureInfo.InvariantCulture);

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
