using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;
using Xmpp.Server.Configuration.Reading;
using Xmpp.Server.Features.Invitations;
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
            var request = Read(parse, options);
            await using var control = await OpenAsync(options, ct);
            Print(console, await control.InviteAsync(request, ct));
        });
        var list = new Command("list", "Print the invitations, the newest first.") { Limit };
        list.SetAction(async (parse, ct) =>
        {
            var limit = parse.GetValue(Limit);
            if (limit is < 1 or > 1000)
                throw new CommandException("--limit is 1 to 1000");
            await using var control = await OpenAsync(Configured.Read(parse, console), ct);
            Print(console, await control.ListInvitationsAsync(limit, ct));
        });
        var revoke = new Command("revoke", "Take an invitation back.") { Id };
        revoke.SetAction(async (parse, ct) =>
        {
            await using var control = await OpenAsync(Configured.Read(parse, console), ct);
            var id = parse.GetRequiredValue(Id);
            if (!await control.RevokeInvitationAsync(id, ct))
                throw new CommandException($"there is no invitation {id}");
            console.Line($"{Printable.Escape(id)} revoked");
        });
        return new Command("invite", "Invitations: links that bring new accounts.") { create, list, revoke };
    }

    private static async Task<IInvitationControl> OpenAsync(ServerOptions options, CancellationToken ct)
    {
        if (!options.Invitations.Enabled)
            throw new CommandException("invitations are switched off (invitations.enabled)");
        var socket = ControlSocket.PathOf(options);
        if (await ControlSocket.AnswersAsync(socket, ct))
            return new ControlClient(socket);
        var host = await ServerHost.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, ct, listens: false);
        return new LocalInvitationControl(host.Invitations!, host);
    }

    private static InviteRequest Read(ParseResult parse, ServerOptions options)
    {
        var reset = parse.GetValue(Reset) is { } address ? AccountOf(address, options) : null;
        var from = parse.GetValue(From) is { } inviter ? AccountOf(inviter, options) : null;
        var host = parse.GetValue(Host) ?? reset?.Domain ?? from?.Domain
            ?? (options.Hosts.Count == 1 ? options.Hosts[0].Name : throw new CommandException("--host says where the account will be"));
        if (!Jid.TryCreate(null, host, null, out var prepared))
            throw new CommandException($"{host} is no host");
        return new InviteRequest(
            (from ?? prepared).ToString(), prepared.Domain, reset is null ? "account" : "password",
            reset?.Local ?? parse.GetValue(Username), parse.GetValue(Group), parse.GetValue(Room) ?? [], parse.GetValue(Label),
            parse.GetValue(Uses), ExpiryOf(parse.GetValue(Expire)), parse.GetValue(Role));
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

    private static void Print(CommandConsole console, InviteReply reply)
    {
        if (reply.Refusal is { } refusal)
            throw new CommandException(Explain(refusal));
        if (reply.Page is not null)
            console.Line($"Page     {reply.Page}");
        if (reply.Uri is not null)
            console.Line($"App      {reply.Uri}");
        console.Line($"Expires  {(reply.ExpiresAt is { } at ? $"{at.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "never")}");
        console.Line($"Id       {reply.Id}");
    }

    private static void Print(CommandConsole console, IReadOnlyList<InvitationLine> lines)
    {
        var isTerminal = console.Out.Profile.Out.IsTerminal;
        var table = new Table().AddColumns("Id", "From", "For", "Used", "Created", "Expires", "Label").Border(TableBorder.Simple);
        foreach (var line in lines)
        {
            // Users wrote the label: nothing in it may move a cursor.
            string[] cells =
            [
                line.Id, line.Owner, $"{line.Kind} {(line.Username is null ? "" : line.Username + "@")}{line.Host}",
                $"{line.Uses}/{line.MaxUses}", Minute(line.CreatedAt), line.ExpiresAt is { } at ? Minute(at) : "never",
                Printable.Escape(line.Label ?? ""),
            ];
            if (isTerminal)
                table.AddRow([.. cells.Select(Markup.Escape)]);
            else
                console.Line(string.Join('\t', cells));
        }
        if (isTerminal)
            console.Out.Write(table);
    }

    private static string Minute(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm");

    private static string Explain(InvitationRefusal refusal) => refusal switch
    {
        InvitationRefusal.NotHosted => "this is no host of this server; hosts are in server.toml",
        InvitationRefusal.BadName => "this is no name for an account",
        InvitationRefusal.NameTaken => "there is such an account already, or another invitation has reserved the name",
        InvitationRefusal.NoSuchAccount => "there is no such account",
        InvitationRefusal.BadUses => "--uses: at least 1, at most invitations.max_uses, and 1 with --username",
        InvitationRefusal.BadDetails => "--group or --label is too long, --room is no room of this server, or --role no role",
        InvitationRefusal.TooMany => "this account has made too many today",
        _ => "this is not allowed",
    };
}
