using System.Text.Json.Nodes;
using Xmpp.Server.Administration;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Administration;
using Xmpp.Storage.Invitations;

namespace Xmpp.Server.Features.Invitations;

/// <summary>Invitations for administrators: for many, with a role, with rooms, and new passwords.</summary>
internal sealed class InvitationFamily(InvitationService invitations, Administrators administrators, HostTable hosts) : IOperations
{
    private static readonly string[] s_kinds = ["account", "contact", "password"];

    private static readonly OperationParameter s_expire =
        new("expire", ParameterType.Integer, "Seconds; 0: never. As the configuration says unless given.") { Max = 315_360_000 };

    private static readonly OperationParameter s_label =
        OperationParameter.Text("label", "Your own words, for the list.", max: InvitationRules.LabelLength);

    public IEnumerable<Operation> Operations =>
    [
        new("invitations.list", "Lists the invitations, the newest first.", AdminRole.Viewer, "GET", "/invitations",
            [OperationParameter.OneHost, .. OperationParameter.Page], ListAsync),
        new("invitations.create", "Makes an invitation; its links are shown once.", AdminRole.Admin, "POST", "/invitations",
            [
                new("host", ParameterType.Host, "Where the account will be.") { IsRequired = true, IsTarget = true },
                OperationParameter.Text("username", "The name that the account will have; it is reserved.", max: 1023),
                new("inviter", ParameterType.Account, "The account that invites: both become contacts.") { IsTarget = true },
                new("uses", ParameterType.Integer, "Accounts that it may bring; 1 unless given.") { Min = 1, Max = 100_000 },
                OperationParameter.Text("group", "Those who come by it are contacts of each other, in a group of that name.", max: InvitationRules.GroupLength),
                OperationParameter.Text("rooms", "Rooms that they become members of and join, with blanks between.", max: 8192),
                new("role", ParameterType.Choice, "What they may administer at that host.") { Choices = ["viewer", "moderator", "admin"], IsTarget = true },
                s_expire,
                s_label,
            ],
            CreateAsync),
        new("invitations.reset-password", "Makes a link by which an account gets a new password.", AdminRole.Admin, "POST",
            "/accounts/{jid}/password-link", [OperationParameter.Account("jid", "The account."), s_expire, s_label], ResetAsync),
        new("invitations.revoke", "Takes an invitation back.", AdminRole.Admin, "DELETE", "/invitations/{id}",
            [OperationParameter.Text("id", "As the list has it.", isRequired: true, max: 64) with { IsTarget = true }], RevokeAsync),
    ];

    private async Task<OperationResult> ListAsync(OperationCall call, CancellationToken ct)
    {
        if (!Cursors.TryRead(call.Cursor, out var after))
            return OperationResult.Invalid("invalid", "\"cursor\" is none of ours");
        var page = await invitations.ListAsync(call.Hosts, after, call.Limit, ct);
        return OperationResult.Page(
            page.Select(Show), page.Count == call.Limit ? Cursors.Of(new(page[^1].CreatedAt, null, page[^1].Id)) : null);
    }

    private async Task<OperationResult> CreateAsync(OperationCall call, CancellationToken ct)
    {
        var host = call.RequiredText("host");
        var rooms = new List<Jid>();
        foreach (var name in (call.Text("rooms") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (!Jid.TryParse(name, out var room))
                return Refuse(InvitationRefusal.BadDetails);
            if (hosts.HostOf(room.Domain) is { } other && call.Actor.Rights.At(other) < AdminRole.Admin)
                return OperationResult.Forbidden;
            rooms.Add(room);
        }
        // Nobody hands out more than he has himself.
        var role = call.Text("role") is { } word ? Json.Role(word) : (AdminRole?)null;
        if (role > call.Actor.Rights.At(host))
            return OperationResult.Forbidden;
        // A token gives no roles: they would outlive it, and whoever revokes it would not have taken them back.
        if (role is not null && call.Actor.IsToken)
            return OperationResult.Forbidden;
        // It may have no account behind it whose rights an invitation could lose: there must be another end.
        if (call.Actor.IsToken && ExpiryOf(call) is { } wanted && (wanted == TimeSpan.Zero || wanted > invitations.UsualExpiry))
            return OperationResult.Invalid("bad-expire", "A token's invitations end no later than others do by themselves.");
        if (Jid.TryCreate(call.Text("username"), host, null, out var named)
            && await administrators.RightsOfAsync(named, ct) is var rights
            && (!call.Actor.Rights.Covers(rights) || (call.Actor.IsToken && !rights.IsNone)))
        {
            return OperationResult.Forbidden;
        }
        return Answer(await invitations.CreateForOperatorAsync(
            new InvitationRequest(call.Jid("inviter") ?? Jid.Parse(host), host, InvitationKind.Account)
            {
                Maker = call.Actor.Account,
                Username = call.Text("username") is { Length: > 0 } username ? username : null,
                ContactGroup = call.Text("group") is { Length: > 0 } group ? group : null,
                Rooms = [.. rooms],
                Role = (int?)role,
                Label = LabelOf(call),
                MaxUses = (int)(call.Integer("uses") ?? 1),
                ExpireAfter = ExpiryOf(call),
            },
            ct));
    }

    private async Task<OperationResult> ResetAsync(OperationCall call, CancellationToken ct)
    {
        // Who sets a password by a token's link would keep it when the token is revoked.
        if (call.Actor.IsToken)
            return OperationResult.Forbidden;
        var account = call.RequiredJid("jid");
        return Answer(await invitations.CreateForOperatorAsync(
            new InvitationRequest(Jid.Parse(account.Domain), account.Domain, InvitationKind.Password)
            {
                Maker = call.Actor.Account,
                Username = account.Local,
                Label = LabelOf(call),
                ExpireAfter = ExpiryOf(call),
            },
            ct));
    }

    private static string? LabelOf(OperationCall call) => call.Text("label") is { Length: > 0 } label ? label : null;

    private static TimeSpan? ExpiryOf(OperationCall call) =>
        call.Integer("expire") is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    // Another host's invitation is not told from one that is not there (cases OPS-11).
    private async Task<OperationResult> RevokeAsync(OperationCall call, CancellationToken ct)
    {
        var id = call.RequiredText("id");
        var found = await invitations.FindByIdAsync(id, ct);
        return found is not null && call.Hosts.Contains(found.Host) && await invitations.RevokeAsync(id, ct)
            ? OperationResult.Done
            : OperationResult.NotFound("There is no such invitation.");
    }

    private static OperationResult Answer((NewInvitation? Made, InvitationRefusal? Refusal) outcome)
    {
        if (outcome.Made is not { } made)
            return Refuse(outcome.Refusal ?? InvitationRefusal.NotAllowed);
        var body = Show(made.Invitation);
        body["uri"] = made.Uri;
        body["page"] = made.Page;
        return OperationResult.Of(body);
    }

    private static OperationResult Refuse(InvitationRefusal refusal) => refusal switch
    {
        InvitationRefusal.NameTaken => OperationResult.Conflict("name-taken", "There is such an account, or the name is reserved."),
        InvitationRefusal.NoSuchAccount => OperationResult.NotFound("There is no such account."),
        InvitationRefusal.BadName => OperationResult.Invalid("bad-name", "This is no name for an account."),
        InvitationRefusal.BadUses => OperationResult.Invalid("bad-uses", "Too many uses, or several for one name."),
        InvitationRefusal.NotHosted => OperationResult.Invalid("not-hosted", "This is no host of this server."),
        InvitationRefusal.NotAllowed => OperationResult.Forbidden,
        _ => OperationResult.Invalid("bad-details", "A group or label is too long, or a room is none of this server."),
    };

    private static JsonObject Show(Invitation one) => new()
    {
        ["id"] = one.Id,
        ["from"] = one.Owner.ToString(),
        ["host"] = one.Host,
        ["kind"] = s_kinds[(int)one.Kind - 1],
        ["username"] = one.Username,
        ["group"] = one.ContactGroup,
        ["rooms"] = Json.Texts(one.Rooms.Select(room => room.ToString())),
        ["role"] = one.Role is { } role ? Json.Name((AdminRole)role) : null,
        ["label"] = one.Label is { } label ? Printable.Escape(label) : null,
        ["uses"] = one.Uses,
        ["maxUses"] = one.MaxUses,
        ["created"] = Json.Time(one.CreatedAt),
        ["expires"] = Json.Time(one.ExpiresAt),
    };
}
