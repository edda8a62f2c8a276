using System.Text.Json.Nodes;
using Xmpp.Server.Features.AdHoc;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Administration.Commands;

/// <summary>
/// XEP-0133: Service Administration, the commands that change something. Not here: passwords are never shown (§4.6 is retracted), and
/// the server is started and stopped by what runs it (§4.30, §4.31).
/// </summary>
internal sealed class AdminCommands(AdminCommandTools tools, AdHocCommands commands) : IFeature
{
    public IReadOnlyList<XepReference> Specs => [new(133, "1.3.1", "Service Administration")];

    public void Register(FeatureRegistry registry)
    {
        Add("add-user", "Add User", "accounts.create", AddUserAsync);
        Add("delete-user", "Delete User", "accounts.delete", (call, _) => new(Accounts(
            call, "Deleting a User", "Fill out this form to delete a user.", "The Jabber ID(s) to delete", "accounts.delete",
            jid => new JsonObject { ["jid"] = jid })));
        Add("disable-user", "Disable User", "accounts.disabled", (call, _) => new(Accounts(
            call, "Disabling a User", "Fill out this form to disable a user.", "The Jabber ID(s) to disable", "accounts.disabled",
            jid => new JsonObject { ["jid"] = jid, ["disabled"] = true })));
        Add("reenable-user", "Re-Enable User", "accounts.disabled", (call, _) => new(Accounts(
            call, "Re-Enable a User", "Fill out this form to re-enable a user.", "The Jabber ID(s) to re-enable", "accounts.disabled",
            jid => new JsonObject { ["jid"] = jid, ["disabled"] = false })));
        Add("end-user-session", "End User Session", "sessions.end", (call, _) => new(Accounts(
            call, "Ending a User Session", "Fill out this form to end a user's session.",
            "The Jabber ID(s) for which to end sessions", "sessions.end", SessionOf)));
        Add("change-user-password", "Change User Password", "accounts.password", ChangePasswordAsync);
        Add("edit-blacklist", "Edit Blacklist", "federation.block", EditBlacklistAsync);
        Add("announce", "Send Announcement to Online Users", "announcements.send", AnnounceAsync);
        Add("set-motd", "Set Message of the Day", "motd.set", (call, _) => new(Motd(call, "Setting the Message of the Day", null)));
        Add("edit-motd", "Edit Message of the Day", "motd.set", EditMotdAsync);
        Add("delete-motd", "Delete Message of the Day", "motd.delete",
            (call, ct) => call.DoAsync("motd.delete", new JsonObject { ["host"] = call.Host }, ct));
        Add("edit-admin", "Edit Admin List", "accounts.role", EditAdminsAsync);
        foreach (var question in AdminQuestions.All(tools))
            commands.Add(question);
    }

    private void Add(
        string word, string name, string operation, Func<AdminCommandCall, CancellationToken, ValueTask<AdHocStep>> start) =>
        commands.Add(new AdminCommand(word, name, tools.Operation(operation), tools, start));

    // §4.1. Who is behind an account is in his vCard, which is his own to write.
    private static ValueTask<AdHocStep> AddUserAsync(AdminCommandCall call, CancellationToken ct) => new(call.Ask(
        "Adding a User", "Fill out this form to add a user.",
        [
            Account("The Jabber ID for the account to be added"),
            new DataFormField(AdminNames.Password, DataFormNames.TextPrivate) { Label = "The password for this account", IsRequired = true },
            new DataFormField(AdminNames.PasswordVerify, DataFormNames.TextPrivate) { Label = "Retype password" },
        ],
        (later, form, stop) =>
        {
            var password = form.Value(AdminNames.Password);
            if (form.Value(AdminNames.PasswordVerify) is { Length: > 0 } again && again != password)
                return new(AdHocStep.Refused(StanzaError.NotAcceptable with { Text = "The passwords differ." }));
            return later.DoAsync(
                "accounts.create", new JsonObject { ["jid"] = form.Value(AdminNames.AccountJid), ["password"] = password }, stop);
        }));

    // §4.7
    private static ValueTask<AdHocStep> ChangePasswordAsync(AdminCommandCall call, CancellationToken ct) => new(call.Ask(
        "Changing a User Password", "Fill out this form to change a user's password.",
        [
            Account("The Jabber ID for this account"),
            new DataFormField(AdminNames.Password, DataFormNames.TextPrivate) { Label = "The password for this account", IsRequired = true },
        ],
        (later, form, stop) => later.DoAsync(
            "accounts.password",
            new JsonObject { ["jid"] = form.Value(AdminNames.AccountJid), ["password"] = form.Value(AdminNames.Password) }, stop)));

    private static AdHocStep Accounts(
        AdminCommandCall call, string title, string instructions, string label, string operation,
        Func<string, JsonObject> argumentsOf) => call.Ask(
            title, instructions,
            [new DataFormField(AdminNames.AccountJids, DataFormNames.JidMulti) { Label = label, IsRequired = true }],
            (later, form, ct) => later.DoEachAsync(operation, Lines(form, AdminNames.AccountJids), argumentsOf, ct));

    // §4.5: a bare JID is all sessions, a full one is that one.
    private static JsonObject SessionOf(string text)
    {
        var arguments = new JsonObject { ["jid"] = text };
        if (Jid.TryParse(text, out var jid) && jid.Resource is { } resource)
        {
            arguments["jid"] = jid.Bare.ToString();
            arguments["resource"] = resource;
        }
        return arguments;
    }

    // §4.11
    private static async ValueTask<AdHocStep> EditBlacklistAsync(AdminCommandCall call, CancellationToken ct)
    {
        var listed = await call.RunAsync("federation.blocks", [], ct);
        return !listed.IsDone ? AdminCommandCall.Refusal(listed) : call.Ask(
            "Editing the Blacklist", "Fill out this form to edit the list of entities with whom communications are disallowed.",
            [new DataFormField(AdminNames.BlacklistJids, DataFormNames.TextMulti, [.. Values(listed, "pattern")]) { Label = "The blacklist" }],
            async (later, form, stop) =>
            {
                var now = Values(await later.RunAsync("federation.blocks", [], stop), "pattern");
                var wanted = Lines(form, AdminNames.BlacklistJids);
                return await SetAsync(later, now, wanted, "federation.block", "federation.unblock", p => new JsonObject { ["pattern"] = p }, p => new JsonObject { ["pattern"] = p }, stop);
            });
    }

    // §4.29: the admins of this host.
    private static async ValueTask<AdHocStep> EditAdminsAsync(AdminCommandCall call, CancellationToken ct)
    {
        var listed = await AdminsAsync(call, ct);
        return call.Ask(
            "Editing the Admin List", "Fill out this form to edit the list of entities who have administrative privileges.",
            [new DataFormField(AdminNames.AdminJids, DataFormNames.JidMulti, [.. listed]) { Label = "The admin list" }],
            async (later, form, stop) => await SetAsync(
                later, await AdminsAsync(later, stop), Lines(form, AdminNames.AdminJids), "accounts.role", "accounts.role",
                jid => new JsonObject { ["jid"] = jid, ["role"] = "admin", ["host"] = later.Host },
                jid => new JsonObject { ["jid"] = jid, ["role"] = "none", ["host"] = later.Host }, stop));
    }

    private static async Task<IReadOnlyList<string>> AdminsAsync(AdminCommandCall call, CancellationToken ct) =>
    [
        .. ((await call.RunAsync("roles.list", [], ct)).Body?["items"]?.AsArray() ?? [])
            .Where(item => item?["host"]?.ToString() == call.Host && item["role"]?.ToString() == "admin")
            .Select(item => item!["jid"]!.ToString()),
    ];

    private static async ValueTask<AdHocStep> SetAsync(
        AdminCommandCall call, IReadOnlyList<string> now, IReadOnlyList<string> wanted, string add, string remove,
        Func<string, JsonObject> addOf, Func<string, JsonObject> removeOf, CancellationToken ct)
    {
        var added = await call.DoEachAsync(add, [.. wanted.Except(now, StringComparer.Ordinal)], addOf, ct);
        if (added is not AdHocEnd { Note: null })
            return added;
        return await call.DoEachAsync(remove, [.. now.Except(wanted, StringComparer.Ordinal)], removeOf, ct);
    }

    // §4.23
    private static ValueTask<AdHocStep> AnnounceAsync(AdminCommandCall call, CancellationToken ct) => new(call.Ask(
        "Making an Announcement", "Fill out this form to make an announcement to all active users of this service.",
        [new DataFormField(AdminNames.Announcement, DataFormNames.TextMulti) { Label = "Announcement", IsRequired = true }],
        (later, form, stop) => later.DoAsync(
            "announcements.send",
            new JsonObject { ["host"] = later.Host, ["text"] = string.Join('\n', form.Field(AdminNames.Announcement)!.Values) }, stop)));

    // §4.25
    private static async ValueTask<AdHocStep> EditMotdAsync(AdminCommandCall call, CancellationToken ct)
    {
        var shown = await call.RunAsync("motd.show", new JsonObject { ["host"] = call.Host }, ct);
        return shown.IsDone
            ? Motd(call, "Editing the Message of the Day", shown.Body?["text"]?.ToString())
            : AdminCommandCall.Refusal(shown);
    }

    // §4.24
    private static AdHocStep Motd(AdminCommandCall call, string title, string? text) => call.Ask(
        title, "Fill out this form to set the message of the day.",
        [
            new DataFormField(AdminNames.Motd, DataFormNames.TextMulti, [.. text?.Split('\n') ?? []])
            {
                Label = "Message of the Day",
                IsRequired = true,
            },
        ],
        (later, form, ct) => later.DoAsync(
            "motd.set",
            new JsonObject { ["host"] = later.Host, ["text"] = string.Join('\n', form.Field(AdminNames.Motd)!.Values) }, ct));

    private static DataFormField Account(string label) =>
        new(AdminNames.AccountJid, DataFormNames.JidSingle) { Label = label, IsRequired = true };

    private static string[] Lines(DataForm form, string var) =>
        [.. (form.Field(var)?.Values ?? []).Where(value => value.Length > 0).Distinct(StringComparer.Ordinal)];

    private static List<string> Values(OperationResult listed, string name) =>
        [.. (listed.Body?["items"]?.AsArray() ?? []).Select(item => item![name]!.ToString())];
}
