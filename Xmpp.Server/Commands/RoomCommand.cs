using System.CommandLine;
using System.Text.Json.Nodes;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver room list|show|destroy|grant</c>, whether the server runs or not.</summary>
internal static class RoomCommand
{
    private static readonly Argument<string> Room = new("room") { Description = "court@conference.capulet.example" };
    private static readonly Argument<string> Account = new("account") { Description = "juliet@capulet.example" };

    private static readonly Argument<string> Affiliation = new("affiliation")
    {
        Description = "owner, admin, member, none or outcast.",
    };

    private static readonly Option<string?> Reason = new("--reason") { Description = "What its occupants are told." };

    public static Command Build(CommandConsole console) => new("room", "Rooms.")
    {
        List(console),
        Show(console),
        Destroy(console),
        Grant(console),
    };

    private static Command List(CommandConsole console)
    {
        var command = new Command("list", "Print the rooms, hidden ones too.");
        command.SetAction(async (parse, ct) =>
        {
            var options = Configured.Read(parse, console);
            await using var access = await OpenAsync(options, ct);
            foreach (var host in options.Hosts)
            {
                await foreach (var room in access.ListAsync("rooms.list", new JsonObject { ["host"] = host.Name }, int.MaxValue, ct))
                    console.Line($"{room["jid"]}\t{((bool)room["public"]! ? "public" : "hidden")}\t{Printable.Escape($"{room["name"]}")}");
            }
        });
        return command;
    }

    private static Command Show(CommandConsole console)
    {
        var command = new Command("show", "Print what a room is and who runs it.") { Room };
        command.SetAction(async (parse, ct) => Print(console, (await RunAsync(console, parse, "rooms.show", [], ct)).Body));
        return command;
    }

    private static Command Destroy(CommandConsole console)
    {
        var command = new Command("destroy", "End a room with everything kept for it; its occupants are told.") { Room, Reason };
        command.SetAction(async (parse, ct) =>
        {
            var arguments = new JsonObject { ["reason"] = parse.GetValue(Reason) };
            var (room, _) = await RunAsync(console, parse, "rooms.destroy", arguments, ct);
            console.Line($"{room} destroyed");
        });
        return command;
    }

    private static Command Grant(CommandConsole console)
    {
        var command = new Command("grant", "Give an account an affiliation, whoever owns the room.")
        {
            Room, Account, Affiliation,
        };
        command.SetAction(async (parse, ct) =>
        {
            var account = Parse(parse.GetRequiredValue(Account));
            var text = parse.GetRequiredValue(Affiliation);
            if (MucWords.ToAffiliation(text) is null)
                throw new CommandException($"{text} is no affiliation: owner, admin, member, none or outcast");
            var arguments = new JsonObject { ["account"] = account.ToString(), ["affiliation"] = text };
            var (room, _) = await RunAsync(console, parse, "rooms.grant", arguments, ct);
            console.Line($"{account} is {text} of {room}");
        });
        return command;
    }

    private static async Task<(Jid Room, JsonObject Body)> RunAsync(
        CommandConsole console, ParseResult parse, string operation, JsonObject arguments, CancellationToken ct)
    {
        var options = Configured.Read(parse, console);
        var room = Parse(parse.GetRequiredValue(Room));
        arguments["jid"] = room.ToString();
        await using var access = await OpenAsync(options, ct);
        return (room, await access.DoAsync(
            operation, arguments, ct, code => code is "not-found" or "not-hosted" ? $"there is no room {room}" : null));
    }

    private static Task<OperationAccess> OpenAsync(ServerOptions options, CancellationToken ct) => options.Rooms.Enabled
        ? OperationAccess.OpenAsync(options, ct)
        : throw new CommandException("rooms are switched off (rooms.enabled)");

    // Owners wrote the name: nothing in it may move a cursor.
    private static void Print(CommandConsole console, JsonObject room)
    {
        console.Line($"room       {room["jid"]}");
        console.Line($"name       {Printable.Escape($"{room["name"]}")}");
        console.Line($"kind       {(Is("persistent") ? "persistent" : "temporary")}, {(Is("public") ? "public" : "hidden")}, "
            + (Is("membersOnly") ? "members only" : "open"));
        console.Line($"occupants  {room["occupants"]}");
        console.Line($"owners     {string.Join(' ', room["owners"]!.AsArray())}");
        console.Line($"admins     {string.Join(' ', room["admins"]!.AsArray())}");
        console.Line($"members    {room["members"]}");
        console.Line($"outcasts   {room["outcasts"]}");

        bool Is(string name) => (bool)room[name]!;
    }

    private static Jid Parse(string text) =>
        Jid.TryParse(text, out var jid) && jid is { Local: not null, IsBare: true }
            ? jid
            : throw new CommandException($"{text} is no address (name@host)");
}
