using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver federation</c>: links with other servers, and which are blocked.</summary>
internal static class FederationCommand
{
    private static readonly Argument<string> Pattern = new("domain")
    {
        Description = "A domain, or \"*.\" and one: every domain below it.",
    };

    public static Command Build(CommandConsole console)
    {
        var list = new Command("list", "Print what is blocked, apart from server.toml.");
        list.SetAction(async (parse, ct) => PrintBlocked(console, await GetAsync(parse, console, ct)));
        var block = new Command("block", "Talk to a domain no more, from now on and after a restart.") { Pattern };
        block.SetAction(async (parse, ct) => Told(
            console, parse.GetValue(Pattern) ?? "", "blocked", "was blocked already",
            await ChangeAsync(parse, console, (control, name) => control.BlockDomainAsync(name, ct), ct)));
        var unblock = new Command("unblock", "Talk to a domain again.") { Pattern };
        unblock.SetAction(async (parse, ct) => Told(
            console, parse.GetValue(Pattern) ?? "", "not blocked any more", "was not blocked here (see server.toml)",
            await ChangeAsync(parse, console, (control, name) => control.UnblockDomainAsync(name, ct), ct)));
        var command = new Command("federation", "Show the links with other servers; block domains.") { list, block, unblock };
        command.SetAction(async (parse, ct) => PrintLinks(console, await GetAsync(parse, console, ct)));
        return command;
    }

    private static async Task<IFederationControl> OpenAsync(ServerOptions options, CancellationToken ct)
    {
        var socket = ControlSocket.PathOf(options);
        if (await ControlSocket.AnswersAsync(socket, ct))
            return new ControlClient(socket);
        var host = await ServerHost.StartAsync(
            options, TimeProvider.System, NullLoggerFactory.Instance, ct, listens: false);
        return new LocalFederationControl(host.BlockedDomains, null, host);
    }

    private static async Task<FederationState> GetAsync(ParseResult parse, CommandConsole console, CancellationToken ct)
    {
        await using var control = await OpenAsync(Configured.Read(parse, console), ct);
        return await control.GetFederationAsync(ct);
    }

    private static async Task<BlockReply> ChangeAsync(
        ParseResult parse, CommandConsole console, Func<IFederationControl, string, Task<BlockReply>> change,
        CancellationToken ct)
    {
        await using var control = await OpenAsync(Configured.Read(parse, console), ct);
        return await change(control, parse.GetValue(Pattern) ?? "");
    }

    private static void Told(CommandConsole console, string name, string done, string already, BlockReply reply)
    {
        if (reply.Changed is not { } changed)
            throw new CommandException($"{name} is no domain");
        console.Line($"{Printable.Escape(name)}: {(changed ? done : already)}");
    }

    private static void PrintLinks(CommandConsole console, FederationState state)
    {
        if (!state.IsRunning)
            throw new CommandException("the server is not running, so it has no links; 'federation list' shows what is blocked");
        Print(
            console, ["Direction", "Local", "Remote", "State", "Method", "TLS", "Queue", "Last error"],
            state.Lines.Select(line => (string[])
            [
                line.Direction, line.Local, line.Remote, line.State, line.Method, line.Tls, $"{line.Queue}",
                line.LastError ?? "",
            ]));
    }

    private static void PrintBlocked(CommandConsole console, FederationState state) => Print(
        console, ["Domain", "Since"],
        state.Blocked.Select(one => (string[])[one.Pattern, one.BlockedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm")]));

    // Strangers have chosen some of these words: nothing in them may move a cursor.
    private static void Print(CommandConsole console, string[] heads, IEnumerable<string[]> rows)
    {
        var isTerminal = console.Out.Profile.Out.IsTerminal;
        var table = new Table().AddColumns(heads).Border(TableBorder.Simple);
        foreach (var row in rows)
        {
            string[] cells = [.. row.Select(Printable.Escape)];
            if (isTerminal)
                table.AddRow([.. cells.Select(Markup.Escape)]);
            else
                console.Line(string.Join('\t', cells));
        }
        if (isTerminal)
            console.Out.Write(table);
    }
}
