using System.Text.Json.Nodes;
using Xmpp.Server.Accounts;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Administration;

namespace Xmpp.Server.Administration.Families;

/// <summary>Accounts: listed, made, changed, deleted, by the one implementation that registration uses, too.</summary>
internal sealed class AccountFamily(
    AccountService accounts, Stores stores, SessionDirectory sessions, Administrators administrators, TimeProvider time) : IOperations
{
    /// <summary>Accounts that one search looks at; the next page goes on behind them.</summary>
    private const int SearchStep = 2000;

    private const long WeekInSeconds = 7 * 24 * 60 * 60;

    private static readonly OperationParameter s_jid = OperationParameter.Account("jid", "The account's address.");

    public IEnumerable<Operation> Operations =>
    [
        new("accounts.list", "Lists accounts in the order of their addresses.", AdminRole.Viewer, "GET", "/accounts",
            [
                OperationParameter.OneHost,
                OperationParameter.Text("search", "Only addresses whose part before the @ contains this.", max: 100),
                new("state", ParameterType.Choice, "Only those.") { Choices = ["active", "disabled"] },
                .. OperationParameter.Page,
            ],
            ListAsync),
        new("accounts.new", "Lists the accounts that were made lately, the newest first.", AdminRole.Viewer, "GET", "/new-accounts",
            [
                OperationParameter.OneHost,
                new("within", ParameterType.Integer, "In so many seconds before now; a week unless given.") { Min = 1, Max = int.MaxValue },
                .. OperationParameter.Page,
            ],
            ListNewAsync),
        new("accounts.create", "Creates an account.", AdminRole.Admin, "POST", "/accounts",
            [
                s_jid, OperationParameter.Secret("password", "Its password."),
                new("reserved", ParameterType.Boolean, "True to take the name of a deleted account also while it is kept."),
            ],
            CreateAsync),
        new("accounts.show", "Shows an account.", AdminRole.Viewer, "GET", "/accounts/{jid}", [s_jid], ShowAsync),
        new("accounts.delete", "Deletes an account and everything kept for it; its contacts are told.", AdminRole.Admin,
            "DELETE", "/accounts/{jid}", [s_jid], DeleteAsync),
        new("accounts.password", "Sets a new password and closes the account's sessions.", AdminRole.Admin,
            "PUT", "/accounts/{jid}/password", [s_jid, OperationParameter.Secret("password", "The new one.")], SetPasswordAsync),
        new("accounts.disabled", "Lets nobody log in, or lets log in again; sessions end.", AdminRole.Admin,
            "PUT", "/accounts/{jid}/disabled",
            [s_jid, new("disabled", ParameterType.Boolean, "True to disable.") { IsRequired = true }], SetDisabledAsync),
        new("accounts.roster", "Lists an account's contacts.", AdminRole.Admin, "GET", "/accounts/{jid}/roster", [s_jid], RosterAsync),
        new("accounts.clear-archive", "Removes every message from an account's archive.", AdminRole.Admin,
            "DELETE", "/accounts/{jid}/archive", [s_jid], ClearArchiveAsync),
        new("offline.count", "Tells how many messages wait for an account.", AdminRole.Viewer,
            "GET", "/accounts/{jid}/offline", [s_jid], CountOfflineAsync),
        new("offline.clear", "Removes the messages that wait for an account.", AdminRole.Admin,
            "DELETE", "/accounts/{jid}/offline", [s_jid], ClearOfflineAsync),
    ];

    private async Task<OperationResult> ListAsync(OperationCall call, CancellationToken ct)
    {
        var search = call.Text("search")?.ToLowerInvariant();
        var isDisabled = call.Text("state") is { } word ? word == "disabled" : (bool?)null;
        var found = new List<AccountEntry>();
        var after = call.Cursor;
        var left = SearchStep;
        foreach (var host in call.Hosts)
        {
            // The order is that of hosts, and of addresses in each.
            if (Jid.TryParse(after, out var last) && string.CompareOrdinal(host, last.Domain) < 0)
                continue;
            var from = last?.Domain == host ? after : null;
            while (found.Count < call.Limit && left > 0)
            {
                var limit = search is not null ? 200 : call.Limit - found.Count;
                var page = isDisabled is { } state
                    ? await stores.Accounts.ListAsync(host, from, state, limit, ct)
                    : await stores.Accounts.ListAsync(host, from, limit, ct);
                foreach (var entry in page.TakeWhile(_ => found.Count < call.Limit))
                {
                    left--;
                    after = from = entry.Jid.ToString();
                    if (search is null || (entry.Jid.Local?.Contains(search, StringComparison.Ordinal) ?? false))
                        found.Add(entry);
                }
                if (page.Count == 0)
                    break;
            }
            if (found.Count >= call.Limit || left <= 0)
                return OperationResult.Page(await DescribeAsync(found, ct), after);
        }
        return OperationResult.Page(await DescribeAsync(found, ct), null);
    }

    private async Task<OperationResult> ListNewAsync(OperationCall call, CancellationToken ct)
    {
        if (!Cursors.TryRead(call.Cursor, out var after))
            return OperationResult.Invalid("invalid", "This cursor is none of ours.");
        var since = time.GetUtcNow() - TimeSpan.FromSeconds(call.Integer("within") ?? WeekInSeconds);
        var page = await stores.AccountOrigins.ListAsync(call.Hosts, since, after, call.Limit, ct);
        var next = page.Count < call.Limit ? null : new ListPosition(page[^1].MadeAt, null, page[^1].Jid.ToString());
        return OperationResult.Page(
            page.Select(entry => new JsonObject
            {
                ["jid"] = entry.Jid.ToString(),
                ["host"] = entry.Jid.Domain,
                ["made"] = Json.Time(entry.MadeAt),
                ["disabled"] = entry.IsDisabled,
                ["madeBy"] = WordOf(entry.Origin.Way),
                ["madeFrom"] = entry.Origin.Address,
            }),
            next is null ? null : Cursors.Of(next));
    }

    private static string WordOf(AccountWay way) => way switch
    {
        AccountWay.InBand => "in-band",
        AccountWay.Invitation => "invitation",
        AccountWay.Import => "import",
        _ => "operator",
    };

    private async Task<List<JsonNode>> DescribeAsync(List<AccountEntry> entries, CancellationToken ct)
    {
        var items = new List<JsonNode>();
        foreach (var entry in entries)
            items.Add(await DescribeAsync(entry.Jid, entry.CreatedAt, entry.IsDisabled, ct));
        return items;
    }

    private async Task<JsonObject> DescribeAsync(Jid jid, DateTimeOffset createdAt, bool isDisabled, CancellationToken ct) => new()
    {
        ["jid"] = jid.ToString(),
        ["host"] = jid.Domain,
        ["created"] = Json.Time(createdAt),
        ["disabled"] = isDisabled,
        ["role"] = Json.Name((await administrators.RightsOfAsync(jid, ct)).At(jid.Domain)),
        ["sessions"] = sessions.Find(jid).Length,
    };

    private async Task<OperationResult> ShowAsync(OperationCall call, CancellationToken ct)
    {
        var jid = call.RequiredJid("jid");
        if (await stores.Accounts.FindAsync(jid, ct) is not { } account)
            return Missing(jid);
        var shown = await DescribeAsync(jid, account.CreatedAt, account.IsDisabled, ct);
        shown["lastOnline"] = Json.Time((await stores.LastActivity.FindAsync(jid, ct))?.At);
        shown["offlineMessages"] = await stores.Offline.CountAsync(jid, ct);
        shown["contacts"] = (await stores.Roster.LoadAsync(jid, ct)).Items.Length;
        if (await stores.AccountOrigins.FindAsync(jid, ct) is { } origin)
            (shown["madeBy"], shown["madeFrom"]) = (WordOf(origin.Way), origin.Address);
        shown["secondFactor"] = await stores.SecondFactors.FindAsync(jid, ct) is { IsConfirmed: true };
        return OperationResult.Of(shown);
    }

    private async Task<OperationResult> CreateAsync(OperationCall call, CancellationToken ct) =>
        await IsBeyondAsync(call, ct)
            ? OperationResult.Forbidden
            : ResultOf(call, await accounts.CreateAsync(
                new(call.RequiredJid("jid"), call.RequiredText("password"))
                {
                    TakesKept = call.Flag("reserved") ?? false,
                    Origin = new(AccountWay.Operator, null),
                },
                ct));

    private async Task<OperationResult> SetPasswordAsync(OperationCall call, CancellationToken ct) =>
        await IsBeyondAsync(call, ct)
            ? OperationResult.Forbidden
            : ResultOf(call, await accounts.SetPasswordAsync(call.RequiredJid("jid"), call.RequiredText("password"), except: null, ct));

    private async Task<OperationResult> SetDisabledAsync(OperationCall call, CancellationToken ct) =>
        ResultOf(call, await accounts.SetDisabledAsync(call.RequiredJid("jid"), call.Flag("disabled") ?? false, ct));

    private async Task<OperationResult> DeleteAsync(OperationCall call, CancellationToken ct)
    {
        var jid = call.RequiredJid("jid");
        if (await accounts.DeleteAsync(jid, ct) is not { } erased)
            return Missing(jid);
        return OperationResult.Of(new JsonObject
        {
            ["erased"] = new JsonObject(erased.Select(rows => KeyValuePair.Create(rows.Name, (JsonNode?)rows.Rows))),
        });
    }

    private async Task<OperationResult> RosterAsync(OperationCall call, CancellationToken ct)
    {
        var jid = call.RequiredJid("jid");
        if (await stores.Accounts.FindAsync(jid, ct) is null)
            return Missing(jid);
        var roster = await stores.Roster.LoadAsync(jid, ct);
        return OperationResult.Page(
            roster.Items.Select(item => new JsonObject
            {
                ["jid"] = item.Contact.ToString(),
                ["name"] = item.Name,
                ["subscription"] = item.Subscription.ToString().ToLowerInvariant(),
                ["groups"] = Json.Texts(item.Groups),
            }),
            null);
    }

    private async Task<OperationResult> ClearArchiveAsync(OperationCall call, CancellationToken ct) =>
        await accounts.ClearArchiveAsync(call.RequiredJid("jid"), ct) is { } messages
            ? OperationResult.Of(new JsonObject { ["messages"] = messages })
            : Missing(call.RequiredJid("jid"));

    private async Task<OperationResult> CountOfflineAsync(OperationCall call, CancellationToken ct)
    {
        var jid = call.RequiredJid("jid");
        return await stores.Accounts.FindAsync(jid, ct) is null
            ? Missing(jid)
            : OperationResult.Of(new JsonObject { ["count"] = await stores.Offline.CountAsync(jid, ct) });
    }

    private async Task<OperationResult> ClearOfflineAsync(OperationCall call, CancellationToken ct)
    {
        var jid = call.RequiredJid("jid");
        if (await stores.Accounts.FindAsync(jid, ct) is null)
            return Missing(jid);
        var count = await stores.Offline.CountAsync(jid, ct);
        await stores.Offline.DeleteAllAsync(jid, ct);
        return OperationResult.Of(new JsonObject { ["removed"] = count });
    }

    // A token that could set the password of somebody who administers would lend rights that outlive it.
    private async ValueTask<bool> IsBeyondAsync(OperationCall call, CancellationToken ct) =>
        call.Actor.IsToken && !(await administrators.RightsOfAsync(call.RequiredJid("jid"), ct)).IsNone;

    private static OperationResult ResultOf(OperationCall call, AccountOutcome outcome)
    {
        var jid = call.RequiredJid("jid");
        return outcome switch
        {
            AccountOutcome.Done => OperationResult.Done,
            AccountOutcome.Exists => OperationResult.Conflict("exists", $"{jid} exists already."),
            AccountOutcome.Kept => OperationResult.Conflict(
                "reserved", $"{jid} was an account that has been deleted, and its name is kept; with \"reserved\" it is taken all the same."),
            AccountOutcome.NotFound => Missing(jid),
            AccountOutcome.BadPassword => OperationResult.Invalid(
                "bad-password", "This password cannot be used: it is empty or has characters that RFC 4013 forbids."),
            AccountOutcome.Busy => new OperationResult(
                OperationOutcome.Unavailable, null, "busy", "Too many passwords are being worked on; try again."),
            _ => OperationResult.Invalid("not-hosted", $"{jid.Domain} is no host of this server."),
        };
    }

    private static OperationResult Missing(Jid jid) => OperationResult.NotFound($"There is no account {jid}.");
}
