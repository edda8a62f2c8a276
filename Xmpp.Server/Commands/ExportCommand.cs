using System.CommandLine;
using Xmpp.Server.Configuration;
using Xmpp.Server.Data;
using Xmpp.Server.Data.Portable;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Engines;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver export</c>: accounts and rooms in XEP-0227, whether the server runs or not.</summary>
internal static class ExportCommand
{
    private static readonly Argument<string> Target = new("path") { Description = "The file to write; with --split a folder." };
    private static readonly Option<string[]> Hosts = new("--host") { Description = "Only these hosts." };
    private static readonly Option<string[]> Accounts = new("--account") { Description = "Only these accounts; no rooms." };
    private static readonly Option<bool> Split = new("--split") { Description = "A folder with a file for each account (XInclude)." };
    private static readonly Option<bool> ForEjabberd = new("--for-ejabberd")
    {
        Description = "As ejabberd's import_piefxis takes it: keys of SCRAM-SHA-1 only, encoded twice; no rooms, no services.",
    };

    private static readonly Option<bool> Force = new("--force") { Description = "Replace what is there." };
    private static readonly Option<string[]> Without = DataKinds.NewOption();

    public static Command Build(CommandConsole console)
    {
        var command = new Command("export", "Write accounts, rooms and all they have in XEP-0227, for this or another server.")
        {
            Target, Hosts, Accounts, Split, ForEjabberd, Force, Without,
        };
        command.SetAction(async (parse, ct) =>
        {
            var options = Configured.Read(parse, console);
            var path = parse.GetRequiredValue(Target);
            var isSplit = parse.GetValue(Split);
            var isThere = isSplit ? Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any() : Path.Exists(path);
            if (isThere && !parse.GetValue(Force))
                throw new CommandException($"{path} is there already (--force replaces it)");
            var accounts = (parse.GetValue(Accounts) ?? []).Select(text => UserCommand.Parse(text, options)).ToList();
            await using var engine = await StorageEngine.OpenReadOnlyAsync(
                options.Storage.ToStorageOptions(options.DataDirectory), TimeProvider.System, ct);
            var export = new Export(console, options, new Stores(engine, TimeProvider.System))
            {
                Hosts = HostsOf(parse.GetValue(Hosts), options),
                Accounts = accounts,
                IsForEjabberd = parse.GetValue(ForEjabberd),
                Without = DataKinds.Read(parse.GetValue(Without)),
            };
            await export.RunAsync(path, isSplit, ct);
            await DataAudit.NoteAsync(console, options, Control.DataActs.Export, Path.GetFullPath(path), ct);
        });
        return command;
    }

    private static List<string> HostsOf(string[]? wanted, ServerOptions options)
    {
        if (wanted is not { Length: > 0 })
            return [.. options.Hosts.Select(host => host.Name)];
        foreach (var host in wanted.Where(host => options.Hosts.All(known => known.Name != host)))
            throw new CommandException($"{host} is no host of this server");
        return [.. wanted];
    }

    private sealed class Export(CommandConsole console, ServerOptions options, Stores stores)
    {
        public required List<string> Hosts { get; init; }
        public required List<Jid> Accounts { get; init; }
        public required bool IsForEjabberd { get; init; }
        public required IReadOnlySet<DataKind> Without { get; init; }

        public async Task RunAsync(string path, bool isSplit, CancellationToken ct)
        {
            var part = path + ".part";
            var report = new DataReport();
            using (var writer = isSplit ? PortableWriter.ToFolder(path, IsForEjabberd) : PortableWriter.ToFile(part, IsForEjabberd))
            {
                var sink = new CountingSink(writer, report, Without);
                await DataDisplay.RunAsync(console, "export", "accounts and rooms", step => WriteAsync(sink, step, ct));
                writer.Complete();
            }
            if (!isSplit)
                File.Move(part, path, overwrite: true);
            foreach (var line in report.Lines())
                console.Line(line.Replace(" created", "", StringComparison.Ordinal));
            console.Line($"written to {path}");
        }

        private async Task WriteAsync(IDataSink sink, Action<long, long> step, CancellationToken ct)
        {
            var (done, total) = (0L, 0L);
            foreach (var host in Hosts)
                total += await stores.Accounts.CountAsync(host, ct);
            var exporter = new StoreExporter(stores, sink) { Done = _ => step(++done, Accounts.Count > 0 ? Accounts.Count : total) };
            if (Accounts.Count > 0)
            {
                await WriteChosenAsync(exporter, sink, ct);
                return;
            }
            foreach (var host in Hosts)
            {
                // It breaks off at anything in a host that is no account.
                await exporter.ExportHostAsync(
                    host, IsForEjabberd ? null : $"{options.Rooms.Subdomain}.{host}",
                    IsForEjabberd ? null : $"{options.PubSub.Subdomain}.{host}", ct);
            }
        }

        private async Task WriteChosenAsync(StoreExporter exporter, IDataSink sink, CancellationToken ct)
        {
            foreach (var host in Accounts.GroupBy(account => account.Domain, StringComparer.Ordinal))
            {
                await sink.BeginHostAsync(host.Key, ct);
                foreach (var account in host)
                {
                    if (!await exporter.ExportAccountAsync(account, ct))
                        throw new CommandException($"there is no account {account}");
                }
                await sink.EndHostAsync(ct);
            }
        }
    }
}
