using System.CommandLine;
using System.Text.Json.Nodes;
using Xmpp.Server.Administration;

namespace Xmpp.Server.Commands;

/// <summary>
/// <c>xmppserver user role</c>, <c>session</c>, <c>token</c>, <c>announce</c>, <c>stats</c>, <c>audit</c>: the operations that HTTP
/// has, too.
/// </summary>
internal static class AdministrationCommands
{
    private static readonly Argument<string> s_address = new("address") { Description = "juliet@capulet.example" };
    private static readonly Option<string?> s_host = new("--host") { Description = "Only this host." };
    private static readonly Option<bool> s_everywhere = new("--everywhere") { Description = "At all hosts, and for the server itself." };
    private static readonly Option<int?> s_days = new("--days") { Description = "It ends after so many days." };
    private static readonly Option<string?> s_resource = new("--resource") { Description = "Only the session with this resource." };
    private static readonly Argument<string> s_name = new("name") { Description = "What it is for." };
    private static readonly Argument<string> s_id = new("id") { Description = "As the list has it." };
    private static readonly Argument<string> s_text = new("text") { Description = "What they are told." };
    private static readonly Argument<string> s_onHost = new("host") { Description = "Whose users." };
    private static readonly Option<int> s_limit = new("--limit") { Description = "How many at most.", DefaultValueFactory = _ => 50 };

    private static readonly Argument<string> s_role = new("role") { Description = string.Join(", ", Json.Roles) };

    public static Command Role(CommandConsole console) => Do(
        new Command("role", "Let an account administer its host, or with --everywhere the server.") { s_address, s_role, s_host, s_everywhere },
        console, "accounts.role",
        parse => new JsonObject
        {
            ["jid"] = parse.GetRequiredValue(s_address),
            ["role"] = parse.GetRequiredValue(s_role),
            ["host"] = parse.GetValue(s_host),
            ["everywhere"] = parse.GetValue(s_everywhere) ? true : null,
        });

    public static IEnumerable<Command> All(CommandConsole console) =>
    [
        new Command("session", "Who is connected.")
        {
            List("list", "Print the sessions.", console, "sessions.list", "jid", "since", "address", "transport", "tls", "streamManagement"),
            Do(
                new Command("kick", "End an account's sessions; it may log in again.") { s_address, s_resource }, console, "sessions.end",
                parse => new JsonObject { ["jid"] = parse.GetRequiredValue(s_address), ["resource"] = parse.GetValue(s_resource) }),
        },
        new Command("token", "Keys for programs that administer over HTTP.")
        {
            List("list", "Print the tokens, without what opens them.", console, "tokens.list", "id", "name", "role", "host", "owner", "expires", "lastUsed"),
            Do(
                new Command("create", "Make a token; it is printed this once.") { s_name, s_role, s_host, s_days }, console, "tokens.create",
                parse => new JsonObject
                {
                    ["name"] = parse.GetRequiredValue(s_name),
                    ["role"] = parse.GetRequiredValue(s_role),
                    ["host"] = parse.GetValue(s_host),
                    ["days"] = parse.GetValue(s_days),
                },
                "token"),
            Do(
                new Command("revoke", "End a token.") { s_id }, console, "tokens.revoke",
                parse => new JsonObject { ["id"] = parse.GetRequiredValue(s_id) }),
        },
        Do(
            new Command("announce", "Send a message to everybody of a host who is online.") { s_onHost, s_text }, console, "announcements.send",
            parse => new JsonObject { ["host"] = parse.GetRequiredValue(s_onHost), ["text"] = parse.GetRequiredValue(s_text) }),
        Do(new Command("stats", "Print numbers of the server, as JSON."), console, "statistics.show", _ => []),
        List("audit", "Print who did what, the newest first.", console, "audit.list", "at", "actor", "door", "address", "operation", "host", "target", "outcome"),
    ];

    private static Command Do(
        Command command, CommandConsole console, string operation, Func<ParseResult, JsonObject> argumentsOf, string? shown = null)
    {
        command.SetAction(async (parse, ct) =>
        {
            var body = await OperationAccess.RunAsync(Configured.Read(parse, console), operation, argumentsOf(parse), ct);
            console.Line(body.Count == 0 ? "done" : shown is null ? body.ToJsonString() : body[shown]?.ToString() ?? "");
        });
        return command;
    }

    private static Command List(
        string name, string description, CommandConsole console, string operation, params string[] columns)
    {
        var command = new Command(name, description) { s_limit };
        command.SetAction(async (parse, ct) =>
        {
            var arguments = operation == "tokens.list" ? new JsonObject() : new JsonObject { ["limit"] = parse.GetValue(s_limit) };
            var body = await OperationAccess.RunAsync(Configured.Read(parse, console), operation, arguments, ct);
            Print(console, columns, body["items"]?.AsArray() ?? []);
        });
        return command;
    }

    private static void Print(CommandConsole console, string[] columns, JsonArray items)
    {
        var table = new CommandTable(console, columns);
        foreach (var item in items)
            table.Add([.. columns.Select(column => item?[column]?.ToString() ?? "-")]);
        table.End();
    }
}
