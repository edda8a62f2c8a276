using System.Data.Common;

namespace Xmpp.Storage.Migrations;

/// <summary>Runs the text of a migration.</summary>
internal static class MigrationScript
{
    public static async Task RunAsync(DbConnection connection, Migration migration, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        // CA2100: the text is a resource of this program.
#pragma warning disable CA2100
        command.CommandText = migration.Sql;
#pragma warning restore CA2100
        // A large table takes what it takes.
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }
}
