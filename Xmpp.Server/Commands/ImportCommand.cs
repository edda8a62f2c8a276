using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;
using Xmpp.Server.Data;
using Xmpp.Server.Data.Ejabberd;
using Xmpp.Server.Data.Import;
using Xmpp.Server.Data.Portable;
using Xmpp.Server.Data.Prosody;
using Xmpp.Storage;
using Xmpp.Storage.Engines;
using Xmpp.Storage.Foreign;

namespace Xmpp.Server.Commands;

/// <summary>
/// <c>xmppserver import</c>: accounts and rooms from XEP-0227, or from what Prosody or ejabberd keep. The server must not run: what it has
/// in memory of an account would no longer be true. A dry run only reads, and may run beside it.
/// </summary>
internal static class ImportCommand
{
    private static readonly Argument<string> Source = new("path")
    {
        Description = "An XEP-0227 file or folder (ejabberdctl export_piefxis writes one), Prosody's data folder, or the database of Prosody or ejabberd.",
    };

    private static readonly Option<string> From = new("--from")
    {
        Description = "What it is: portable (XEP-0227), prosody (its files), prosody-sql or ejabberd-sql (a file of SQLite, or \"Server=…;Database=…;User ID=…\").",
        DefaultValueFactory = _ => "portable",
    };

    private static readonly Option<bool> PasswordStdin = new("--password-stdin")
    {
        Description = "With a database in MySQL: its password is one line from standard input instead of asking.",
    };

    private static readonly Option<string?> Host = new("--host")
    {
        Description = "With ejabberd-sql: the host that is read; may be left out where there is one only.",
    };

    private static readonly Option<ConflictPolicy> OnConflict = new("--on-conflict")
    {
        Description = "Accounts that exist: skip leaves them as they are, merge adds what they lack, replace lets the import win.",
    };

    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Write nothing; say what would be done." };
    private static readonly Option<string[]> Accounts = new("--account") { Description = "Only these accounts." };
    private static readonly Option<string[]> Without = DataKinds.NewOption();

    public static Command Build(CommandConsole console)
    {
        var command = new Command("import", "Take over accounts and rooms from another server, or from an export of this one.")
        {
            Source, From, PasswordStdin, Host, OnConflict, DryRun, Accounts, Without,
        };
        From.AcceptOnlyFromAmong("portable", "prosody", "prosody-sql", "ejabberd-sql");
        command.SetAction(async (parse, ct) =>
        {
            var options = Configured.Read(parse, console);
            var accounts = parse.GetValue(Accounts) ?? [];
            var import = OptionsOf(options) with
            {
                Conflict = parse.GetValue(OnConflict),
                IsDryRun = parse.GetValue(DryRun),
                Without = DataKinds.Read(parse.GetValue(Without)),
                Accounts = accounts.Length == 0 ? null : accounts.Select(a => UserCommand.Parse(a, options).ToString()).ToHashSet(StringComparer.Ordinal),
            };
            var from = parse.GetRequiredValue(From);
            var host = HostOf(parse.GetValue(Host), from, import);
            var place = await PlaceAsync(console, parse.GetRequiredValue(Source), from, parse.GetValue(PasswordStdin), ct);
            var socket = ControlSocket.PathOf(options);
            if (!import.IsDryRun && await ControlSocket.AnswersAsync(socket, ct))
                throw new CommandException($"a server runs on {options.DataDirectory}: stop it, import, and start it again (--dry-run may run beside it)");
            await using var alone = import.IsDryRun ? null : await LocalHost.TakeAsync(options, isShared: false, TimeSpan.Zero, ct);
            await using var engine = await OpenAsync(options, import.IsDryRun, ct);
            var stores = new Stores(engine, TimeProvider.System);
            // Never a password, nor what a server is reached with.
            var target = $"{from} {(ForeignDatabase.IsServer(place, out _) ? "MySQL" : Path.GetFullPath(place))}";
            var outcome = "failed";
            try
            {
                await RunAsync(console, place, from, host, stores, import, ct);
                outcome = "done";
            }
            finally
            {
                if (!import.IsDryRun)
                {
                    await DataAudit.WriteAsync(console, stores.Audit, DataActs.Import, target, outcome);
                    GiveToOwner(options);
                }
            }
        });
        return command;
    }

    // Arguments can be read by every user of the machine, and are kept by shells.
    private static async Task<string> PlaceAsync(CommandConsole console, string path, string from, bool fromInput, CancellationToken ct)
    {
        var hasPassword = false;
        if (!from.EndsWith("-sql", StringComparison.Ordinal) || !ForeignDatabase.IsServer(path, out hasPassword))
        {
            return fromInput ? throw new CommandException("--password-stdin is for a database in MySQL only") : path;
        }
        if (hasPassword)
            throw new CommandException("no password as an argument, which every user of this machine can read: leave it out, and give it when asked or with --password-stdin");
        return await PasswordInput.ReadExistingAsync(console, fromInput, ct) is { Length: > 0 } password
            ? ForeignDatabase.WithPassword(path, password)
            : path;
    }

    // Tables of ejabberd's need not say which host they are of; where there is one host only, it is that.
    private static string? HostOf(string? host, string from, ImportOptions import)
    {
        if (host is not null && from != "ejabberd-sql")
            throw new CommandException("--host is for ejabberd-sql only");
        if (host is not null && !import.Hosts.Contains(host))
            throw new CommandException($"{host} is no host of this server");
        return host ?? (import.Hosts.Count == 1 ? import.Hosts.Single() : null);
    }

    private static async Task RunAsync(
        CommandConsole console, string path, string from, string? host, Stores stores, ImportOptions options, CancellationToken ct)
    {
        var report = new DataReport();
        try
        {
            await DataDisplay.RunAsync(console, options.IsDryRun ? "dry run" : "import", "accounts and rooms", async step =>
            {
                var done = 0L;
                var sink = new StoreImporter(stores, options, report, TimeProvider.System) { Done = _ => step(++done, 0) };
                if (from == "portable")
                {
                    await new PortableReader(sink, report, new PortableLimits()).ReadAsync(path, ct);
                    return;
                }
                if (from == "ejabberd-sql")
                {
                    using var database = EjabberdDatabase.Open(path, ForeignElement.MaxText);
                    await new EjabberdReader(sink, report).ReadAsync(database, host, ct);
                    return;
                }
                using IProsodySource source = from == "prosody" ? new ProsodyFolder(path) : new ProsodySql(path);
                await new ProsodyReader(sink, report).ReadAsync(source, ct);
            });
        }
        catch (Exception e) when (e is DataException or StorageException or IOException or UnauthorizedAccessException)
        {
            Print(console, options, report);
            throw new CommandException($"{e.Message}; what came before it {(options.IsDryRun ? "could be read" : "is imported, and the import may be repeated")}", e);
        }
        Print(console, options, report);
    }

    private static void Print(CommandConsole console, ImportOptions options, DataReport report)
    {
        if (options.IsDryRun)
            console.Line("dry run: nothing was written; this would be done");
        foreach (var line in report.Lines())
            console.Line(line);
        if (report.OneHashOnly > 0)
        {
            console.Line($"note: {report.OneHashOnly} accounts have keys for one SCRAM hash only, see docs/DATA.md: until their owners "
                + "have logged in with PLAIN or have set a password, offer in sasl.mechanisms only that SCRAM mechanism, and PLAIN");
        }
    }

    // Run by root, it has made a database that the server could not open.
    private static void GiveToOwner(ServerOptions options)
    {
        var storage = options.Storage.ToStorageOptions(options.DataDirectory);
        if (storage.Engine != EngineKind.Sqlite || FolderOwner.OtherThanRoot(Path.GetDirectoryName(Path.GetFullPath(storage.Path))!) is not { } owner)
            return;
        foreach (var path in SqliteBackup.FilesOf(storage.Path).Where(File.Exists))
            owner.Give(path);
    }

    // A dry run must not even create a database.
    private static async Task<IStorageEngine> OpenAsync(ServerOptions options, bool isDryRun, CancellationToken ct)
    {
        var storage = options.Storage.ToStorageOptions(options.DataDirectory);
        if (!isDryRun)
            return await StorageEngine.OpenAsync(storage, TimeProvider.System, null, NullLogger.Instance, ct);
        return storage.Engine == EngineKind.Sqlite && !File.Exists(storage.Path)
            ? await StorageEngine.OpenAsync(new StorageOptions { Path = ":memory:" }, TimeProvider.System, null, null, ct)
            : await StorageEngine.OpenReadOnlyAsync(storage, TimeProvider.System, ct);
    }

    private static ImportOptions OptionsOf(ServerOptions options) => new()
    {
        Hosts = options.Hosts.Select(host => host.Name).ToHashSet(StringComparer.Ordinal),
        RoomDomains = options.Hosts.Select(host => $"{options.Rooms.Subdomain}.{host.Name}").ToHashSet(StringComparer.Ordinal),
        NodeDomains = options.Hosts.Select(host => $"{options.PubSub.Subdomain}.{host.Name}").ToHashSet(StringComparer.Ordinal),
        Iterations = options.Sasl.Iterations,
    };
}
