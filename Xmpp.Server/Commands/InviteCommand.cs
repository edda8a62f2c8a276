using System.CommandLine;
using System.Text.Json.Nodes;
using Xmpp.Server.Configuration;
using Xmpp.Server.Configuration.Reading;
using Xmpp.Server.Observability;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver invite create|list|revoke</c>, whether the server runs or not.</summary>
internal static class InviteCommand
{
    private static readonly Option<string?> Host = new("--host") { Description = "Where the account will be; with a single host it is that." };
    private static readonly Option<string?> Username = new("--username") { Description = "The name that the account will have; it is reserved." };
    private static readonly Option<string?> From = new("--from") { Description = "The account that invites: both become contacts." };
    private static readonly Option<string?> Reset = new("--reset-password") { Description = "No new account: a new password for this one." };
    private static readonly Option<int> Uses = new("--uses") { Description = "Accounts that it may bring.", DefaultValueFactory = _ => 1 };
    private static readonly Option<string?> Group = new("--group") { Description = "Those who come by it are contacts of each other, in a group of that name." };
    private static readonly Option<string[]> Room = new("--room") { Description = "A room that they become members of and join; may be repeated." };
    private static readonly Option<string?> Expire = new("--expire") { Description = "12h, 7d …; \"never\"." };
    private static readonly Option<string?> Role = new("--role") { Description = "What the account may administer at its host: viewer, moderator, admin." };
    private static readonly Option<string?> Label = new("--label") { Description = "Your own words, for the list." };
    private static readonly Option<int> Limit = new("--limit") { Description = "How many at most.", DefaultValueFactory = _ => 100 };
    private static readonly Argument<string> Id = new("id") { Description = "As the list has it." };

    public static Command Build(CommandConsole console)
    {
        var create = new Command("create", "Make an invitation and print its links; they are not shown again.")
        {
            Host, Username, From, Reset, Uses, Group, Room, Expire, Role, Label,
        };
        create.SetAction(async (parse, ct) =>
        {
            var options = Configured.Read(parse, console);
            var (operation, arguments) = Read(parse, options);
            await using var access = await OpenAsync(options, ct);
            var reply = await access.RunAsync(operation, arguments, ct);
            if (!reply.IsDone)
                throw new CommandException(Explain(reply));
            Print(console, reply.Body);
        });
        var list = new Command("list", "Print the invitations, the newest first.") { Limit };
        list.SetAction(async (parse, ct) =>
        {
            var limit = parse.GetValue(Limit);
            if (limit is < 1 or > 1000)
                throw new CommandException("--limit is 1 to 1000");
            await using var access = await OpenAsync(Configured.Read(parse, console), ct);
            await PrintAsync(console, access.ListAsync("invitations.list", [], limit, ct));
        });
        var revoke = new Command("revoke", "Take an invitation back.") { Id };
        revoke.SetAction(async (parse, ct) =>
        {
            await using var access = await OpenAsync(Configured.Read(parse, console), ct);
            var id = parse.GetRequiredValue(Id);
            await access.DoAsync(
                "invitations.revoke", new JsonObject { ["id"] = id }, ct,
                code => code == "not-found" ? $"there is no invitation {id}" : null);
            console.Line($"{Printable.Escape(id)} revoked");
        });
        return new Command("invite", "Invitations: links that bring new accounts.") { create, list, revoke };
    }

    private static Task<OperationAccess> OpenAsync(ServerOptions options, CancellationToken ct) => options.Invitations.Enabled
        ? OperationAccess.OpenAsync(options, ct)
        : throw new CommandException("invitations are switched off (invitations.enabled)");

    private static (string Operation, JsonObject Arguments) Read(ParseResult parse, ServerOptions options)
    {
        var expire = ExpiryOf(parse.GetValue(Expire));
        if (parse.GetValue(Reset) is { } address)
        {
            return ("invitations.reset-password", new JsonObject
            {
                ["jid"] = AccountOf(address, options).ToString(),
                ["label"] = parse.GetValue(Label),
                ["expire"] = expire,
            });
        }
        var from = parse.GetValue(From) is { } inviter ? AccountOf(inviter, options) : null;
        var host = parse.GetValue(Host) ?? from?.Domain
            ?? (options.Hosts.Count == 1 ? options.Hosts[0].Name : throw new CommandException("--host says where the account will be"));
        if (!Jid.TryCreate(null, host, null, out var prepared))
            throw new CommandException($"{host} is no host");
        return ("invitations.create", new JsonObject
        {
            ["host"] = prepared.Domain,
            ["username"] = parse.GetValue(Username),
            ["inviter"] = from?.ToString(),
            ["uses"] = parse.GetValue(Uses),
            ["group"] = parse.GetValue(Group),
            ["rooms"] = parse.GetValue(Room) is { Length: > 0 } rooms ? string.Join(' ', rooms) : null,
            ["role"] = parse.GetValue(Role),
            ["expire"] = expire,
            ["label"] = parse.GetValue(Label),
        });
    }

    private static long? ExpiryOf(string? text) => text switch
    {
        null => null,
        "never" => 0,
        _ when OptionDuration.TryParse(text, out var duration) && duration > TimeSpan.Zero => (long)duration.TotalSeconds,
        _ => throw new CommandException($"--expire {text}: 12h, 7d or never"),
    };

    private static Jid AccountOf(string text, ServerOptions options)
    {
        var full = text.Contains('@', StringComparison.Ordinal) || options.Hosts.Count != 1 ? text : $"{text}@{options.Hosts[0].Name}";
        return Jid.TryParse(full, out var jid) && jid is { Local: not null, IsBare: true }
            ? jid
            : throw new CommandException($"{text} is no account's address (name@host)");
    }

    private static void Print(CommandConsole console, JsonObject made)
    {
        if (made["page"] is { } page)
            console.Line($"Page     {page}");
        if (made["uri"] is { } uri)
            console.Line($"App      {uri}");
        console.Line($"Expires  {(made["expires"] is { } at ? $"{CommandTable.Minute(at.ToString())} UTC" : "never")}");
        console.Line($"Id       {made["id"]}");
    }

    private static async Task PrintAsync(CommandConsole console, IAsyncEnumerable<JsonNode> invitations)
    {
        var table = new CommandTable(console, "Id", "From", "For", "Used", "Created", "Expires", "Label");
        await foreach (var one in invitations)
        {
            table.Add(
                $"{one["id"]}", $"{one["from"]}", $"{one["kind"]} {(one["username"] is { } name ? $"{name}@" : "")}{one["host"]}",
                $"{one["uses"]}/{one["maxUses"]}", CommandTable.Minute(one["created"]?.ToString()),
                CommandTable.Minute(one["expires"]?.ToString()), $"{one["label"]}");
        }
        table.End();
    }

    private static string Explain(OperationReply reply) => reply.Code switch
    {
        "not-hosted" => "this is no host of this server; hosts are in server.toml",
        "bad-name" => "this is no name for an account",
        "name-taken" => "there is such an account already, or another invitation has reserved the name",
        "not-found" => "there is no such account",
        "bad-uses" => "--uses: at least 1, at most invitations.max_uses, and 1 with --username",
        "bad-details" => "--group or --label is too long, or --room is no room of this server",
        // The names of the parameters are those of the options.
        "invalid" => reply.Detail.StartsWith('"') ? "--" + reply.Detail.Replace("\"", "", StringComparison.Ordinal) : reply.Detail,
        "forbidden" => "this is not allowed",
        _ => reply.Detail,
    };
}
