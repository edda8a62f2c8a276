using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using Dapper;

namespace Xmpp.Storage.Engines;

/// <summary>
/// A connection lent for one read or one group of writes. SQL is always a constant and values are always parameters
/// (SECURITY §10); the analyzer behind <see cref="ConstantExpectedAttribute"/> holds every caller to it.
/// </summary>
public sealed class StorageSession : IAsyncDisposable
{
    private readonly Dictionary<string, DbCommand> _prepared = new(StringComparer.Ordinal);

    internal StorageSession(EngineKind kind, DbConnection connection)
    {
        ColumnTypes.Register();
        Kind = kind;
        Connection = connection;
    }

    public EngineKind Kind { get; }

    internal DbConnection Connection { get; }

    /// <summary>The number of rows that were changed; of those that were found, in an UPDATE.</summary>
    public Task<int> ExecuteAsync([ConstantExpected] string sql, object? values, CancellationToken ct) =>
        Connection.ExecuteAsync(new CommandDefinition(sql, values, cancellationToken: ct));

    public async Task<IReadOnlyList<T>> QueryAsync<T>(
        [ConstantExpected] string sql, object? values, CancellationToken ct) =>
        (await Connection.QueryAsync<T>(new CommandDefinition(sql, values, cancellationToken: ct))).AsList();

    public Task<T?> QueryFirstOrDefaultAsync<T>(
        [ConstantExpected] string sql, object? values, CancellationToken ct) =>
        Connection.QueryFirstOrDefaultAsync<T>(new CommandDefinition(sql, values, cancellationToken: ct));

    /// <summary>
    /// The statement with the parameters @0, @1 … , kept prepared for the life of the connection where the engine
    /// gains from that. For the statements of the stanza path only: preparing costs SQLite more than running them.
    /// </summary>
    public DbCommand Prepare([ConstantExpected] string sql, params ReadOnlySpan<object?> values) =>
        PrepareText(sql, values);

    /// <summary>For text that is put together from constants.</summary>
    internal DbCommand PrepareText(string sql, ReadOnlySpan<object?> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = Connection.CreateCommand();
            // CA2100: constants only, see the attribute above.
#pragma warning disable CA2100
            command.CommandText = sql;
#pragma warning restore CA2100
            AddParameters(command, values.Length);
            _prepared.Add(sql, command);
        }
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in _prepared.Values)
            await command.DisposeAsync();
        await Connection.DisposeAsync();
    }

    private static void AddParameters(DbCommand command, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@{i}";
            command.Parameters.Add(parameter);
        }
    }
}
