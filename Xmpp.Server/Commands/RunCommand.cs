using System.CommandLine;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;
using Xmpp.Server.Data;
using Xmpp.Server.Observability;
using Xmpp.Stanzas.Preparation;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver run</c>: the server, until a signal asks it to stop.</summary>
internal static class RunCommand
{
    public static Command Build(CommandConsole console)
    {
        var command = new Command("run", "Start the server; SIGTERM or Ctrl-C stops it, SIGHUP reads configuration and certificates again.");
        command.SetAction((parse, ct) => RunAsync(() => Configured.Load(parse), console, ct));
        return command;
    }

    private static async Task RunAsync(Func<ConfigurationResult> load, CommandConsole console, CancellationToken ct)
    {
        var read = load();
        var options = Configured.Read(read, console);
        using var signals = new StopSignals();
        using var loggers = LogSetup.Create(options.Log, TimeProvider.System);
        var systemd = new SystemdNotifier(Environment.GetEnvironmentVariable(SystemdNotifier.Variable));
        var logger = loggers.CreateLogger(ServerVersion.Name);

        // Without it every address outside ASCII would be refused, and nobody would know why.
        if (!UnicodeSupport.IsComplete)
            throw new CommandException("the ICU library is missing or too old; on Debian: apt-get install libicu72");
        await RefuseSecondServerAsync(options, ct);
        await using var alone = await TakeAsync(options, logger, ct);
        await using var server = await StartAsync(options, load, loggers, ct);
        signals.OnReload(() => _ = server.ReloadAsync());
        if (options.Log.Format == LogFormat.Console)
            console.Line(StartText.Of(options, server, read.File, await FirstAccount.InviteAsync(server.Host, options, ct)));
        logger.Started(ServerVersion.Number);
        systemd.Ready("Serving " + string.Join(", ", options.Hosts.Select(host => host.Name)));

        await signals.Stopped.WaitAsync(ct);
        logger.Stopping();
        systemd.Stopping();
        await server.DisposeAsync();
        logger.Stopped();
    }

    // Two servers on one data directory would each believe to know who is online.
    private static async Task RefuseSecondServerAsync(ServerOptions options, CancellationToken ct)
    {
        if (await ControlSocket.AnswersAsync(ControlSocket.PathOf(options), ct))
            throw new CommandException($"a server runs already on {options.DataDirectory}");
    }

    // A command that changes one thing, or a server that is just ending, is waited for.
    private static async Task<DataLock> TakeAsync(ServerOptions options, ILogger logger, CancellationToken ct)
    {
        try
        {
            return await DataLock.TakeAsync(options, isShared: false, TimeSpan.FromSeconds(5), TimeProvider.System, logger, ct);
        }
        catch (Exception e) when (e is DataException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(e.Message, e);
        }
    }

    private static async Task<RunningServer> StartAsync(
        ServerOptions options, Func<ConfigurationResult> load, ILoggerFactory loggers, CancellationToken ct)
    {
        try
        {
            return await RunningServer.StartAsync(options, load, TimeProvider.System, loggers, ct);
        }
        catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException(e.Message, e);
        }
    }
}
