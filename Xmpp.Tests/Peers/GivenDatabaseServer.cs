using System.Collections.Concurrent;
using System.Globalization;
using MySqlConnector;

namespace Xmpp.Tests.Peers;

/// <summary>A server that runs already, a MySQL say; our databases in it are dropped at the end.</summary>
/// <param name="connection">A connection string, without a database, of a user who may create databases.</param>
public sealed class GivenDatabaseServer(string connection) : IDatabaseServer
{
    /// <summary>The environment variable with that connection string.</summary>
    public const string Variable = "TEST_MYSQL";

    private readonly ConcurrentBag<string> _created = [];
    private int _databases;

    public async Task<string> CreateDatabaseAsync()
    {
        var number = Interlocked.Increment(ref _databases);
        var name = string.Create(CultureInfo.InvariantCulture, $"xmpp_test_{Environment.ProcessId}_{number}");
        await MariaDb.ExecuteAsync(connection, $"CREATE DATABASE {name}");
        _created.Add(name);
        return new MySqlConnectionStringBuilder(connection) { Database = name, Pooling = false }.ConnectionString;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var name in _created)
            await MariaDb.ExecuteAsync(connection, $"DROP DATABASE {name}");
    }
}
