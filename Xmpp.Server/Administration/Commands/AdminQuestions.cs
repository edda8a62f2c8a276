using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Xmpp.Server.Features.AdHoc;
using Xmpp.Server.Roster;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Administration.Commands;

/// <summary>XEP-0133: the commands that tell something.</summary>
internal static class AdminQuestions
{
    /// <summary>For "none", which asks for everybody.</summary>
    private const int MaxItems = 1000;

    private const int PageSize = 500;

    /// <summary>Accounts that one form may name.</summary>
    private const int MaxAsked = 20;

    private static readonly string[] s_sizes = ["25", "50", "75", "100", "150", "200", "none"];

    public static IEnumerable<AdminCommand> All(AdminCommandTools tools)
    {
        AdminCommand Make(string word, string name, string operation, Func<AdminCommandCall, CancellationToken, ValueTask<AdHocStep>> start) =>
            new(word, name, tools.Operation(operation), tools, start);

        yield return Make("get-user-roster", "Get User Roster", "accounts.roster", (call, _) => new(Several(
            call, "Getting a User's Roster", "Fill out this form to get a user's roster.",
            "The Jabber ID(s) for which to retrieve the roster", RosterAsync)));
        yield return Make("get-user-lastlogin", "Get User Last Login Time", "accounts.show", (call, _) => new(Several(
            call, "Getting a User's Last Login Time", "Fill out this form to get a user's last login time.",
            "The Jabber ID(s) for which to retrieve the last login time", LastLoginAsync)));
        yield return Make("user-stats", "Get User Statistics", "accounts.show", (call, _) => new(One(call, "Getting User Statistics", StatisticsAsync)));
        foreach (var (word, name, var, key) in new[]
        {
            ("get-registered-users-num", "Get Number of Registered Users", "registeredusersnum", "accounts"),
            ("get-online-users-num", "Get Number of Online Users", "onlineusersnum", "online"),
            ("get-active-users-num", "Get Number of Active Users", "activeusersnum", "active"),
            ("get-idle-users-num", "Get Number of Idle Users", "idleusersnum", "idle"),
            ("get-disabled-users-num", "Get Number of Disabled Users", "disabledusersnum", "disabled"),
        })
        {
            yield return Make(word, name, "statistics.show", (call, ct) => NumberAsync(call, var, key, ct));
        }
        yield return Make("get-registered-users-list", "Get List of Registered Users", "accounts.list", List("registereduserjids", "accounts.list", null));
        yield return Make("get-disabled-users-list", "Get List of Disabled Users", "accounts.list", List("disableduserjids", "accounts.list", "disabled"));
        yield return Make("get-online-users-list", "Get List of Online Users", "sessions.accounts", List("onlineuserjids", "sessions.accounts", null));
        yield return Make("get-active-users", "Get List of Active Users", "sessions.accounts", List("activeuserjids", "sessions.accounts", "active"));
        // §4.22 has this name for the field of idle users, too.
        yield return Make("get-idle-users", "Get List of Idle Users", "sessions.accounts", List("activeuserjids", "sessions.accounts", "idle"));
    }

    private static AdHocStep One(
        AdminCommandCall call, string title, Func<AdminCommandCall, string, CancellationToken, ValueTask<AdHocStep>> show) => call.Ask(
            title, "Fill out this form to gather user statistics.",
            [new DataFormField(AdminNames.AccountJid, DataFormNames.JidSingle) { Label = "The Jabber ID for statistics", IsRequired = true }],
            (later, form, ct) => show(later, form.Value(AdminNames.AccountJid) ?? "", ct));

    private static AdHocStep Several(
        AdminCommandCall call, string title, string instructions, string label,
        Func<AdminCommandCall, IReadOnlyList<string>, CancellationToken, ValueTask<AdHocStep>> show) => call.Ask(
            title, instructions,
            [new DataFormField(AdminNames.AccountJids, DataFormNames.JidMulti) { Label = label, IsRequired = true }],
            (later, form, ct) =>
            {
                string[] jids = [.. form.Field(AdminNames.AccountJids)!.Values.Where(value => value.Length > 0).Distinct(StringComparer.Ordinal)];
                return jids.Length <= MaxAsked
                    ? show(later, jids, ct)
                    : new(AdHocStep.Refused(StanzaError.NotAcceptable with { Text = $"At most {MaxAsked} at once." }));
            });

    // §4.8: a query for each, in the order of the addresses.
    private static async ValueTask<AdHocStep> RosterAsync(AdminCommandCall call, IReadOnlyList<string> jids, CancellationToken ct)
    {
        var form = DataForm.Create(
            DataFormType.Result, AdminNames.Admin, new DataFormField(AdminNames.AccountJids, null, [.. jids])).ToElement();
        foreach (var jid in jids)
        {
            var result = await call.RunAsync("accounts.roster", new JsonObject { ["jid"] = jid }, ct);
            if (!result.IsDone)
                return AdminCommandCall.Refusal(result);
            form.Add(new XElement(
                RosterNames.Query,
                Items(result).Select(item => new XElement(
                    RosterNames.Item,
                    new XAttribute("jid", item["jid"]!.ToString()),
                    item["name"] is { } name ? new XAttribute("name", name.ToString()) : null,
                    new XAttribute("subscription", item["subscription"]!.ToString()),
                    item["groups"]!.AsArray().Select(group => new XElement(RosterNames.Group, group!.ToString()))))));
        }
        return AdHocStep.DoneWith(form);
    }

    // §4.9: a time for each, in the order of the addresses; an empty one for who never logged in.
    private static async ValueTask<AdHocStep> LastLoginAsync(AdminCommandCall call, IReadOnlyList<string> jids, CancellationToken ct)
    {
        var times = new List<string>();
        foreach (var jid in jids)
        {
            var result = await call.RunAsync("accounts.show", new JsonObject { ["jid"] = jid }, ct);
            if (!result.IsDone)
                return AdminCommandCall.Refusal(result);
            var online = Items(await call.RunAsync("sessions.list", new JsonObject { ["jid"] = jid }, ct));
            times.Add(online.Select(session => session["since"]?.ToString()).Max(StringComparer.Ordinal)
                ?? result.Body?["lastOnline"]?.ToString() ?? "");
        }
        return AdminCommandCall.Show(
            new DataFormField(AdminNames.AccountJids, null, [.. jids]), new DataFormField("lastlogin", null, [.. times]));
    }

    // §4.10
    private static async ValueTask<AdHocStep> StatisticsAsync(AdminCommandCall call, string jid, CancellationToken ct)
    {
        var result = await call.RunAsync("accounts.show", new JsonObject { ["jid"] = jid }, ct);
        if (!result.IsDone)
            return AdminCommandCall.Refusal(result);
        var online = Items(await call.RunAsync("sessions.list", new JsonObject { ["jid"] = jid }, ct));
        return AdminCommandCall.Show(
            new DataFormField("ipaddresses", DataFormNames.TextMulti, [.. online.Select(s => s["address"]?.ToString()).OfType<string>().Distinct()]),
            new DataFormField("rostersize", null, result.Body!["contacts"]!.ToString()),
            new DataFormField("onlineresources", DataFormNames.TextMulti, [.. online.Select(s => s["resource"]?.ToString()).OfType<string>()]));
    }

    private static async ValueTask<AdHocStep> NumberAsync(AdminCommandCall call, string var, string key, CancellationToken ct)
    {
        var result = await call.RunAsync("statistics.show", new JsonObject { ["host"] = call.Host }, ct);
        return result.IsDone
            ? AdminCommandCall.Show(new DataFormField(var, null, result.Body!["hosts"]![0]![key]!.ToString()))
            : AdminCommandCall.Refusal(result);
    }

    // §4.18 to §4.22
    private static Func<AdminCommandCall, CancellationToken, ValueTask<AdHocStep>> List(
        string var, string operation, string? state) => (call, _) => new(call.Ask(
            "Requesting a List of Users", "How many?",
            [
                new DataFormField(AdminNames.MaxItems, DataFormNames.ListSingle)
                {
                    Label = "Maximum number of items to show",
                    Options = [.. s_sizes.Select(size => new DataFormOption(size, size == "none" ? "None" : size))],
                },
            ],
            async (later, form, ct) =>
            {
                var max = int.TryParse(form.Value(AdminNames.MaxItems), CultureInfo.InvariantCulture, out var size) ? size : MaxItems;
                var (found, refusal) = await FindAsync(later, operation, state, max, ct);
                return refusal ?? AdminCommandCall.Show(new DataFormField(var, DataFormNames.JidMulti, [.. found]));
            }));

    // A page is enough for all that a form offers; who asks for everybody gets what one stanza may well hold.
    private static async Task<(List<string> Found, AdHocStep? Refusal)> FindAsync(
        AdminCommandCall call, string operation, string? state, int max, CancellationToken ct)
    {
        var found = new List<string>();
        string? cursor = null;
        do
        {
            var arguments = new JsonObject { ["host"] = call.Host, ["limit"] = Math.Min(PageSize, max - found.Count) };
            if (state is not null)
                arguments["state"] = state;
            if (cursor is not null)
                arguments["cursor"] = cursor;
            var page = await call.RunAsync(operation, arguments, ct);
            if (!page.IsDone)
                return (found, AdminCommandCall.Refusal(page));
            found.AddRange(Items(page).Select(item => item["jid"]!.ToString()));
            cursor = page.Body?["next"]?.ToString();
        }
        while (cursor is not null && found.Count < max);
        return (found, null);
    }

    private static IEnumerable<JsonNode> Items(OperationResult result) => (result.Body?["items"]?.AsArray() ?? []).OfType<JsonNode>();
}
