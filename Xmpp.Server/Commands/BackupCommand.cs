using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;
using Xmpp.Server.Data;
using Xmpp.Server.Data.Backup;
using Xmpp.Storage;
using Xmpp.Storage.Engines;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver backup</c>, while the server runs, and <c>xmppserver restore</c>, while it does not.</summary>
internal static class BackupCommand
{
    private static readonly Argument<string> Archive = new("file") { Description = "The archive: a tar, gzip." };
    private static readonly Option<bool> Force = new("--force") { Description = "Replace what is there; a restore moves it aside." };
    private static readonly Option<bool> Check = new("--check") { Description = "Prove the backup and change nothing." };

    public static Command Backup(CommandConsole console)
    {
        var command = new Command("backup", "Write the database, certificates and uploads as of now into one archive.") { Archive, Force };
        command.SetAction(async (parse, ct) =>
        {
            var read = Configured.Load(parse);
            var options = Configured.Read(read, console);
            var path = parse.GetRequiredValue(Archive);
            if (Path.Exists(path) && !parse.GetValue(Force))
                throw new CommandException($"{path} is there already (--force replaces it)");
            await RunAsync(async () =>
            {
                UnfinishedRestore.Refuse(Path.GetFullPath(options.DataDirectory));
                BackupManifest? manifest = null;
                await DataDisplay.RunAsync(console, "backup", "files", async step =>
                {
                    var files = 0L;
                    var writer = new BackupWriter(options, read.File, TimeProvider.System) { Progress = _ => step(++files, 0) };
                    manifest = await writer.WriteAsync(path, ct);
                });
                Print(console, manifest!);
                console.Line($"written to {path}");
            });
            await DataAudit.NoteAsync(console, options, DataActs.Backup, Path.GetFullPath(path), ct);
        });
        return command;
    }

    public static Command Restore(CommandConsole console)
    {
        var command = new Command("restore", "Prove a backup and put it in place; the server must not run.") { Archive, Force, Check };
        command.SetAction(async (parse, ct) =>
        {
            var options = Configured.Read(parse, console);
            var isCheck = parse.GetValue(Check);
            if (options.Storage.Engine != Xmpp.Storage.Engines.EngineKind.Sqlite)
                throw new CommandException("this restores SQLite; for MySQL and MariaDB see docs/DATA.md");
            if (!isCheck && await ControlSocket.AnswersAsync(ControlSocket.PathOf(options), ct))
                throw new CommandException($"a server runs on {options.DataDirectory}: stop it first");
            await using var alone = isCheck ? null : await LocalHost.TakeAsync(options, isShared: false, TimeSpan.Zero, ct, isRestore: true);
            var restore = new BackupRestore(options, TimeProvider.System);
            if (!isCheck && restore.IsInTheWay && !parse.GetValue(Force))
                throw new CommandException($"{options.DataDirectory} has a database already (--force moves it aside)");
            await RunAsync(async () =>
            {
                Print(console, await restore.RunAsync(parse.GetRequiredValue(Archive), isCheck, ct));
                console.Line(isCheck ? "the backup is whole" : $"restored into {options.DataDirectory}");
                if (restore.Replaced is { } replaced)
                    console.Line($"what was there is in {replaced}");
                if (restore.Beside is { } beside)
                    console.Line($"configuration and certificates from elsewhere are in {beside}; put them where they belong");
            });
            if (!isCheck)
                await NoteRestoreAsync(console, options, Path.GetFullPath(parse.GetRequiredValue(Archive)), ct);
        });
        return command;
    }

    // Into the database that has come; what was there knows only of the time before.
    private static async Task NoteRestoreAsync(CommandConsole console, ServerOptions options, string archive, CancellationToken ct)
    {
        try
        {
            await using var engine = await StorageEngine.OpenAsync(
                options.Storage.ToStorageOptions(options.DataDirectory), TimeProvider.System, null, NullLogger.Instance, ct);
            await DataAudit.WriteAsync(console, new Stores(engine, TimeProvider.System).Audit, DataActs.Restore, archive, "done");
        }
        catch (StorageException e)
        {
            console.ErrorLine($"warning: the audit log has no row of this: {e.Message}");
        }
    }

    private static void Print(CommandConsole console, BackupManifest manifest) => console.Line(
        $"as of {manifest.TakenAt:yyyy-MM-dd HH:mm:ss} UTC, schema {manifest.Schema}, {manifest.Files.Count} files, "
        + $"{manifest.Files.Sum(file => file.Size)} octets");

    private static async Task RunAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception e) when (e is DataException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(e.Message, e);
        }
    }
}
