using System.Text.Json.Nodes;
using Xmpp.Server.Administration;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Storage;
using Xmpp.Storage.Audit;

namespace Xmpp.Server.Commands;

/// <summary>
/// Rows of the audit log for what commands do with all data. What has been done is done: where there can be no row, the operator
/// is told, and that is all.
/// </summary>
internal static class DataAudit
{
    /// <summary>Beside a server, or where none runs.</summary>
    public static Task NoteAsync(CommandConsole console, ServerOptions options, string operation, string target, CancellationToken ct) =>
        WarnAsync(console, () => OperationAccess.RunAsync(options, operation, new JsonObject { [DataActs.Target] = Cut(target) }, ct));

    /// <summary>Where nobody else works on the database, which is open.</summary>
    public static Task WriteAsync(CommandConsole console, IAuditStore store, string operation, string target, string outcome) =>
        WarnAsync(console, () => store.AddAsync(
            new AuditEntry(
                0, TimeProvider.System.GetUtcNow(), Actor.CommandLine.Name, AuditLog.NameOf(Door.CommandLine), null, operation, null, Cut(target), outcome),
            CancellationToken.None));

    private static async Task WarnAsync(CommandConsole console, Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (Exception e) when (e is CommandException or StorageException or IOException or HttpRequestException or UnauthorizedAccessException)
        {
            console.ErrorLine($"warning: the audit log has no row of this: {e.Message}");
        }
    }

    // As for operations: no longer than what it could mean.
    private static string Cut(string target)
    {
        const int Most = 500;
        var text = Printable.Escape(target);
        return text.Length > Most ? text[..Most] : text;
    }
}
