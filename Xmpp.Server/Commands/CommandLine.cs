using System.CommandLine;
using Xmpp.Server.Certificates;
using Xmpp.Storage;

namespace Xmpp.Server.Commands;

/// <summary>The program's commands: <c>xmppserver run|check|user …</c>.</summary>
internal static class CommandLine
{
    private static readonly Lock s_symbols = new();

    /// <summary>The exit status: 0 is done, 1 is not done, 78 not either, for a mistake in the configuration; the reason is on
    /// standard error.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, CommandConsole console, CancellationToken ct)
    {
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            // `run` takes the signals itself, because a stop has an order.
            ProcessTerminationTimeout = null,
            Output = console.Out.Profile.Out.Writer,
            Error = console.Error.Profile.Out.Writer,
        };
        try
        {
            return await Parse(arguments, console).InvokeAsync(configuration, ct);
        }
        catch (Exception e) when (e is CommandException or StorageException or CertificateException)
        {
            console.ErrorLine($"xmppserver: {Observability.Printable.Escape(e.Message)}");
            return e is CommandException { Status: var status } ? status : 1;
        }
    }

    // The commands' arguments and options are static, and System.CommandLine writes into them.
    private static ParseResult Parse(IReadOnlyList<string> arguments, CommandConsole console)
    {
        lock (s_symbols)
            return Build(console).Parse(arguments);
    }

    private static RootCommand Build(CommandConsole console)
    {
        var root = new RootCommand("An XMPP server for chat between people, on one machine, started with one command.")
        {
            RunCommand.Build(console),
            CheckCommand.Build(console),
            ReloadCommand.Build(console),
            UserCommand.Build(console),
            InviteCommand.Build(console),
            FederationCommand.Build(console),
            RoomCommand.Build(console),
            ReportsCommand.Build(console),
            NodesCommand.Build(console),
            UploadCommand.Build(console),
            OperationCommand.Build(console),
            ExportCommand.Build(console),
            ImportCommand.Build(console),
            BackupCommand.Backup(console),
            BackupCommand.Restore(console),
            ConfigCommand.Build(console),
            VersionCommand.Build(console),
            XepsCommand.Build(console),
        };
        foreach (var command in AdministrationCommands.All(console))
            root.Add(command);
        root.Add(Configured.File);
        return root;
    }
}
