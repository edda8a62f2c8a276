using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Xmpp.Server.Features.AdHoc;
using Xmpp.Server.Roster;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Administration.Commands;

/// <summary>XEP-0133: the commands that tell something.</summary>
internal static class AdminQuestions
{
    /// <summary>For "none", which asks for everybody.</summary>
    private const int MaxItems = 1000;

    private static readonly string[] s_sizes = ["25", "50", "75", "100", "150", "200", "none"];

    public static IEnumerable<AdminCommand> All(AdminCommandTools tools)
    {
        AdminCommand Make(string word, string name, string operation, Func<AdminCommandCall, CancellationToken, ValueTask<AdHocStep>> start) =>
            new(word, name, tools.Operation(operation), tools, start);

        yield return Make("get-user-roster", "Get User Roster", "accounts.roster", (call, _) => new(One(call, "Getting a User's Roster", RosterAsync)));
        yield return Make("get-user-lastlogin", "Get User Last Login Time", "accounts.show", (call, _) => new(One(call, "Getting a User's Last Login Time", LastLoginAsync)));
        yield return Make("user-stats", "Get User Statistics", "accounts.show", (call, _) => new(One(call, "Getting User Statistics", StatisticsAsync)));
        foreach (var (word, name, var, key) in new[]
        {
            ("get-registered-users-num", "Get Number of Registered Users", "registeredusersnum", "accounts"),
            ("get-online-users-num", "Get Number of Online Users", "onlineusersnum", "online"),
            ("get-active-users-num", "Get Number of Active Users", "activeusersnum", "active"),
            ("get-idle-users-num", "Get Number of Idle Users", "idleusersnum", "idle"),
        })
        {
            yield return Make(word, name, "statistics.show", (call, ct) => NumberAsync(call, var, key, ct));
        }
        yield return Make("get-disabled-users-num", "Get Number of Disabled Users", "accounts.list", async (call, ct) => AdminCommandCall.Show(
            new DataFormField("disabledusersnum", null, Text((await AccountsAsync(call, "disabled", int.MaxValue, ct)).Count))));
        yield return Make("get-registered-users-list", "Get List of Registered Users", "accounts.list", List("registereduserjids", (call, max, ct) => AccountsAsync(call, null, max, ct)));
        yield return Make("get-disabled-users-list", "Get List of Disabled Users", "accounts.list", List("disableduserjids", (call, max, ct) => AccountsAsync(call, "disabled", max, ct)));
        yield return Make("get-online-users-list", "Get List of Online Users", "sessions.list", List("onlineuserjids", (call, max, ct) => OnlineAsync(call, null, max, ct)));
        yield return Make("get-active-users", "Get List of Active Users", "sessions.list", List("activeuserjids", (call, max, ct) => OnlineAsync(call, true, max, ct)));
        // §4.22 has this name for the field of idle users, too.
        yield return Make("get-idle-users", "Get List of Idle Users", "sessions.list", List("activeuserjids", (call, max, ct) => OnlineAsync(call, false, max, ct)));
    }

    private static AdHocStep One(
        AdminCommandCall call, string title, Func<AdminCommandCall, string, CancellationToken, ValueTask<AdHocStep>> show) => call.Ask(
            title, "Fill out this form.",
            [new DataFormField(AdminNames.AccountJid, DataFormNames.JidSingle) { Label = "The Jabber ID of the account", IsRequired = true }],
            (later, form, ct) => show(later, form.Value(AdminNames.AccountJid) ?? "", ct));

    // §4.8
    private static async ValueTask<AdHocStep> RosterAsync(AdminCommandCall call, string jid, CancellationToken ct)
    {
        var result = await call.RunAsync("accounts.roster", new JsonObject { ["jid"] = jid }, ct);
        if (!result.IsDone)
            return AdminCommandCall.Refusal(result);
        var form = DataForm.Create(DataFormType.Result, AdminNames.Admin, new DataFormField(AdminNames.AccountJids, null, jid)).ToElement();
        form.Add(new XElement(
            RosterNames.Query,
            (result.Body?["items"]?.AsArray() ?? []).Select(item => new XElement(
                RosterNames.Item,
                new XAttribute("jid", item!["jid"]!.ToString()),
                item["name"] is { } name ? new XAttribute("name", name.ToString()) : null,
                new XAttribute("subscription", item["subscription"]!.ToString()),
                item["groups"]!.AsArray().Select(group => new XElement(RosterNames.Group, group!.ToString()))))));
        return AdHocStep.DoneWith(form);
    }

    // §4.9
    private static async ValueTask<AdHocStep> LastLoginAsync(AdminCommandCall call, string jid, CancellationToken ct)
    {
        var result = await call.RunAsync("accounts.show", new JsonObject { ["jid"] = jid }, ct);
        if (!result.IsDone)
            return AdminCommandCall.Refusal(result);
        var online = Items(await call.RunAsync("sessions.list", new JsonObject { ["jid"] = jid }, ct));
        var last = online.Select(session => session["since"]?.ToString()).Max(StringComparer.Ordinal) ?? result.Body?["lastOnline"]?.ToString();
        return AdminCommandCall.Show(
            new DataFormField(AdminNames.AccountJids, null, jid), new DataFormField("lastlogin", null, last is null ? [] : [last]));
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
        string var, Func<AdminCommandCall, int, CancellationToken, Task<List<string>>> find) => (call, _) => new(call.Ask(
            "Requesting a List of Users", "How many?",
            [
                new DataFormField(AdminNames.MaxItems, DataFormNames.ListSingle)
                {
                    Label = "Maximum number of items to show",
                    Options = [.. s_sizes.Select(size => new DataFormOption(size, size))],
                },
            ],
            async (later, form, ct) =>
            {
                var max = int.TryParse(form.Value(AdminNames.MaxItems), CultureInfo.InvariantCulture, out var size) ? size : MaxItems;
                return AdminCommandCall.Show(new DataFormField(var, DataFormNames.JidMulti, [.. await find(later, max, ct)]));
            }));

    private static async Task<List<string>> AccountsAsync(AdminCommandCall call, string? state, int max, CancellationToken ct)
    {
        var found = new List<string>();
        await foreach (var item in PagesAsync(call, "accounts.list", state is null ? [] : new() { ["state"] = state }, ct))
        {
            found.Add(item["jid"]!.ToString());
            if (found.Count >= max)
                break;
        }
        return found;
    }

    // An account is active when one of its resources is available and not inactive (XEP-0352).
    private static async Task<List<string>> OnlineAsync(AdminCommandCall call, bool? isActive, int max, CancellationToken ct)
    {
        var found = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        await foreach (var item in PagesAsync(call, "sessions.list", [], ct))
        {
            var account = item["account"]!.ToString();
            var isNow = (bool)item["available"]! && !(bool)item["inactive"]!;
            found[account] = isNow || found.GetValueOrDefault(account);
        }
        return [.. found.Where(pair => isActive is null || pair.Value == isActive).Select(pair => pair.Key).Take(max)];
    }

    private static async IAsyncEnumerable<JsonNode> PagesAsync(
        AdminCommandCall call, string operation, Dictionary<string, string> more, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        string? cursor = null;
        do
        {
            var arguments = new JsonObject { ["host"] = call.Host, ["limit"] = 500 };
            foreach (var (name, value) in more)
                arguments[name] = value;
            if (cursor is not null)
                arguments["cursor"] = cursor;
            var page = await call.RunAsync(operation, arguments, ct);
            foreach (var item in Items(page))
                yield return item;
            cursor = page.Body?["next"]?.ToString();
        }
        while (cursor is not null);
    }

    private static IEnumerable<JsonNode> Items(OperationResult result) => (result.Body?["items"]?.AsArray() ?? []).OfType<JsonNode>();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
