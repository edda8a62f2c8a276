using System.CommandLine;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver room list|show|destroy|grant</c>, whether the server runs or not.</summary>
internal static class RoomCommand
{
    private const int Page = 500;

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
            await using var rooms = await RoomAccess.OpenAsync(options, ct);
            foreach (var host in options.Hosts)
            {
                string? after = null;
                do
                {
                    var page = await rooms.ListRoomsAsync($"{options.Rooms.Subdomain}.{host.Name}", after, Page, ct);
                    foreach (var room in page)
                        console.Line($"{room.Jid}\t{(room.IsPublic ? "public" : "hidden")}\t{Printable.Escape(room.Name)}");
                    after = page.Count < Page ? null : page[^1].Jid;
                }
                while (after is not null);
            }
        });
        return command;
    }

    private static Command Show(CommandConsole console)
    {
        var command = new Command("show", "Print what a room is and who runs it.") { Room };
        command.SetAction((parse, ct) => RunAsync(console, parse, async (rooms, room) =>
        {
            var reply = await rooms.ShowRoomAsync(room, ct);
            if (reply.Room is { } found)
                Print(console, found);
            return reply;
        }, ct));
        return command;
    }

    private static Command Destroy(CommandConsole console)
    {
        var command = new Command("destroy", "End a room with everything kept for it; its occupants are told.") { Room, Reason };
        command.SetAction((parse, ct) => RunAsync(console, parse, async (rooms, room) =>
        {
            var reply = await rooms.DestroyRoomAsync(room, parse.GetValue(Reason), ct);
            if (reply.IsFound)
                console.Line($"{room} destroyed");
            return reply;
        }, ct));
        return command;
    }

    private static Command Grant(CommandConsole console)
    {
        var command = new Command("grant", "Give an account an affiliation, whoever owns the room.")
        {
            Room, Account, Affiliation,
        };
        command.SetAction((parse, ct) => RunAsync(console, parse, async (rooms, room) =>
        {
            var account = Parse(parse.GetRequiredValue(Account));
            var text = parse.GetRequiredValue(Affiliation);
            if (MucWords.ToAffiliation(text) is not { } affiliation)
                throw new CommandException($"{text} is no affiliation: owner, admin, member, none or outcast");
            var reply = await rooms.GrantAsync(room, account, affiliation, ct);
            if (reply.IsFound)
                console.Line($"{account} is {text} of {room}");
            return reply;
        }, ct));
        return command;
    }

    private static async Task RunAsync(
        CommandConsole console, ParseResult parse, Func<IRoomControl, Jid, Task<RoomReply>> run, CancellationToken ct)
    {
        ServerOptions options = Configured.Read(parse, console);
        var room = Parse(parse.GetRequiredValue(Room));
        await using var rooms = await RoomAccess.OpenAsync(options, ct);
        if (!(await run(rooms, room)).IsFound)
            throw new CommandException($"there is no room {room}");
    }

    // Owners wrote the name: nothing in it may move a cursor.
    private static void Print(CommandConsole console, RoomDetails room)
    {
        console.Line($"room       {room.Jid}");
        console.Line($"name       {Printable.Escape(room.Name)}");
        console.Line($"kind       {(room.IsPersistent ? "persistent" : "temporary")}, {(room.IsPublic ? "public" : "hidden")}, "
            + (room.IsMembersOnly ? "members only" : "open"));
        console.Line($"occupants  {room.Occupants}");
        console.Line($"owners     {string.Join(' ', room.Owners)}");
        console.Line($"admins     {string.Join(' ', room.Admins)}");
        console.Line($"members    {room.Members}");
        console.Line($"outcasts   {room.Outcasts}");
    }

    private static Jid Parse(string text) =>
        Jid.TryParse(text, out var jid) && jid is { Local: not null, IsBare: true }
            ? jid
            : throw new CommandException($"{text} is no address (name@host)");
}
