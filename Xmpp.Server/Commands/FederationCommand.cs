using System.CommandLine;
using System.Text.Json.Nodes;
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
        list.SetAction(async (parse, ct) =>
        {
            await using var access = await OperationAccess.OpenAsync(Configured.Read(parse, console), ct);
            var body = await access.DoAsync("federation.blocks", [], ct);
            var table = new CommandTable(console, "Domain", "Since");
            foreach (var item in body["items"]!.AsArray())
                table.Add(item!["pattern"]!.ToString(), CommandTable.Minute(item["since"]?.ToString()));
            table.End();
        });
        var block = Change(
            console, "block", "Talk to a domain no more, from now on and after a restart.", "federation.block",
            "blocked", ("exists", "was blocked already"));
        var unblock = Change(
            console, "unblock", "Talk to a domain again.", "federation.unblock",
            "not blocked any more", ("not-found", "was not blocked here (see server.toml)"));
        var command = new Command("federation", "Show the links with other servers; block domains.") { list, block, unblock };
        command.SetAction(async (parse, ct) =>
        {
            await using var access = await OperationAccess.OpenAsync(Configured.Read(parse, console), ct);
            if (!access.IsRunning)
                throw new CommandException("the server is not running, so it has no links; 'federation list' shows what is blocked");
            PrintLinks(console, await access.DoAsync("federation.links", [], ct));
        });
        return command;
    }

    private static Command Change(
        CommandConsole console, string name, string description, string operation, string done, (string Code, string Text) already)
    {
        var command = new Command(name, description) { Pattern };
        command.SetAction(async (parse, ct) =>
        {
            var pattern = parse.GetValue(Pattern) ?? "";
            await using var access = await OperationAccess.OpenAsync(Configured.Read(parse, console), ct);
            var reply = await access.RunAsync(operation, new JsonObject { ["pattern"] = pattern }, ct);
            if (!reply.IsDone && reply.Code != already.Code)
                throw new CommandException(reply.Code is "bad-pattern" or "invalid" ? $"{pattern} is no domain" : reply.Detail);
            console.Line($"{Printable.Escape(pattern)}: {(reply.IsDone ? done : already.Text)}");
        });
        return command;
    }

    private static void PrintLinks(CommandConsole console, JsonObject body)
    {
        string[] columns = ["direction", "local", "remote", "state", "method", "tls", "queue", "lastError"];
        var table = new CommandTable(console, "Direction", "Local", "Remote", "State", "Method", "TLS", "Queue", "Last error");
        foreach (var item in body["items"]!.AsArray())
            table.Add([.. columns.Select(column => item![column]?.ToString() ?? "")]);
        table.End();
    }
}
