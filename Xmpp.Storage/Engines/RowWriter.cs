using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Xmpp.Storage.Engines;

/// <summary>
/// Many rows of one table: in statements of many rows where each is a trip over the network (7–11 µs
/// against 610 a row), by one prepared statement where it is not.
/// </summary>
public static class RowWriter
{
    private const int MaxRows = 100;

    // The default max_allowed_packet of the servers is 16 MiB and more.
    private const int MaxBytes = 1 << 20;

    private static readonly ConcurrentDictionary<(string Head, int Columns, int Rows), string> Texts = new();

    /// <param name="head">The statement up to and including VALUES.</param>
    /// <param name="rows">Each with the same number of values.</param>
    public static Task WriteRowsAsync(
        this StorageSession session, [ConstantExpected] string head, IReadOnlyList<object?[]> rows,
        CancellationToken ct) =>
        session.Kind == EngineKind.Sqlite || rows.Count == 1
            ? WriteEachAsync(session, head, rows, ct)
            : WriteManyAsync(session, head, rows, ct);

    private static async Task WriteEachAsync(
        StorageSession session, string head, IReadOnlyList<object?[]> rows, CancellationToken ct)
    {
        foreach (var row in rows)
            await session.PrepareText(TextFor(head, row.Length, 1), row).ExecuteNonQueryAsync(ct);
    }

    private static async Task WriteManyAsync(
        StorageSession session, string head, IReadOnlyList<object?[]> rows, CancellationToken ct)
    {
        for (var first = 0; first < rows.Count;)
        {
            var count = CountOf(rows, first);
            await using var command = session.Connection.CreateCommand();
            // CA2100: constants and the numbers of parameters.
#pragma warning disable CA2100
            command.CommandText = TextFor(head, rows[first].Length, count);
#pragma warning restore CA2100
            AddValues(command, rows, first, count);
            await command.ExecuteNonQueryAsync(ct);
            first += count;
        }
    }

    private static int CountOf(IReadOnlyList<object?[]> rows, int first)
    {
        var fit = 0;
        for (var bytes = 0L; first + fit < rows.Count && fit < MaxRows && (fit == 0 || bytes < MaxBytes); fit++)
            bytes += rows[first + fit].Sum(value => (value as byte[])?.Length ?? 32L);
        return fit;
    }

    private static void AddValues(DbCommand command, IReadOnlyList<object?[]> rows, int first, int count)
    {
        var number = 0;
        for (var i = first; i < first + count; i++)
        {
            foreach (var value in rows[i])
            {
                var parameter = command.CreateParameter();
                parameter.ParameterName = string.Create(CultureInfo.InvariantCulture, $"@{number++}");
                parameter.Value = value ?? DBNull.Value;
                command.Parameters.Add(parameter);
            }
        }
    }

    private static string TextFor(string head, int columns, int rows) =>
        Texts.GetOrAdd((head, columns, rows), static key => Build(key.Head, key.Columns, key.Rows));

    private static string Build(string head, int columns, int rows)
    {
        var text = new StringBuilder(head);
        for (var row = 0; row < rows; row++)
        {
            text.Append(row == 0 ? " (" : ", (");
            for (var column = 0; column < columns; column++)
                text.Append(CultureInfo.InvariantCulture, $"{(column == 0 ? "" : ", ")}@{row * columns + column}");
            text.Append(')');
        }
        return text.ToString();
    }
}
