using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Reports;

namespace Xmpp.Tests.Storage.Reports;

public sealed class AbuseReportStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    private static readonly Jid s_romeo = Jid.Parse("romeo@example.net/orchard");

    [Test, Spec("XEP-0377", "4")]
    public async Task All_of_a_report_is_kept()
    {
        var account = NewAccount();
        var report = new AbuseReport(
            account, s_romeo, "urn:xmpp:reporting:spam", "'; DROP TABLE \U0001F600", ["1\"", "2"], Clock.GetUtcNow())
        {
            IsForOrigin = true,
        };
        await Stores.Reports.AddAsync(report, 10, Ct);
        await Stores.Reports.AddAsync(report with { Reported = s_romeo.Bare, Text = null, StanzaIds = [] }, 10, Ct);
        if (IsKept)
            await RestartAsync();
        var found = await OfAsync(account);
        Assert.That(found, Has.Count.EqualTo(2));
        Assert.That(found[1] with { StanzaIds = [], Id = 0 }, Is.EqualTo(report with { StanzaIds = [] }));
        Assert.That(found[1].StanzaIds, Is.EqualTo(report.StanzaIds));
        Assert.That((found[0].Reported, found[0].Text, found[0].StanzaIds.Length), Is.EqualTo((s_romeo.Bare, (string?)null, 0)));
    }

    [Test, Case("ABU-05")]
    public async Task The_oldest_of_one_reporter_go()
    {
        var (account, other) = (NewAccount(), NewAccount());
        await Stores.Reports.AddAsync(Of(other, "kept"), 3, Ct);
        foreach (var text in new[] { "1", "2", "3", "4", "5" })
            await Stores.Reports.AddAsync(Of(account, text), 3, Ct);
        Assert.That((await OfAsync(account)).Select(r => r.Text), Is.EqualTo(new[] { "5", "4", "3" }));
        Assert.That(await OfAsync(other), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task A_list_has_the_newest_of_all()
    {
        var (account, other) = (NewAccount(), NewAccount());
        var future = Clock.GetUtcNow().AddYears(10);
        await Stores.Reports.AddAsync(Of(account, "old") with { ReceivedAt = future }, 3, Ct);
        await Stores.Reports.AddAsync(Of(other, "new") with { ReceivedAt = future.AddDays(1) }, 3, Ct);
        Assert.That((await Stores.Reports.ListAsync(2, Ct)).Select(r => r.Text), Is.EqualTo(new[] { "new", "old" }));
        await Stores.Reports.EraseAsync(account, Ct);
        await Stores.Reports.EraseAsync(other, Ct);
    }

    [Test, Case("OPS-11")]
    public async Task A_page_is_of_some_hosts_and_of_one_state_and_goes_on_where_the_last_ended()
    {
        Jid[] accounts = [.. Enumerable.Range(0, 3).Select(i => Jid.Parse($"nurse{i}@paged.example"))];
        foreach (var account in accounts)
        {
            // All at the same time: the order goes on by account and number.
            foreach (var text in new[] { "1", "2", "3" })
                await Stores.Reports.AddAsync(Of(account, text), 10, Ct);
        }
        await Stores.Reports.AddAsync(Of(Jid.Parse("nurse@other.paged.example"), "4"), 10, Ct);
        await Stores.Reports.ResolveAsync(accounts[1], 2, "boss", Ct);
        var seen = new List<string>();
        ListPosition? after = null;
        while (await Stores.Reports.ListAsync(["paged.example", "none.example"], null, after, 2, Ct) is { Count: > 0 } page)
        {
            seen.AddRange(page.Select(r => $"{r.Reporter.Local} {r.Id}"));
            after = new ListPosition(page[^1].ReceivedAt, page[^1].Reporter, $"{page[^1].Id}");
        }
        Assert.That(seen, Is.EqualTo(accounts.SelectMany(a => new[] { 3, 2, 1 }.Select(i => $"{a.Local} {i}"))));
        var resolved = await Stores.Reports.ListAsync(["paged.example"], true, null, 100, Ct);
        Assert.That(resolved.Select(r => (r.Reporter, r.Id, r.ResolvedBy)), Is.EqualTo(new[] { (accounts[1], 2L, "boss") }));
        Assert.That(await Stores.Reports.ListAsync(["paged.example"], false, null, 100, Ct), Has.Count.EqualTo(8));
        Assert.That(await Stores.Reports.ListAsync(["none.example"], null, null, 100, Ct), Is.Empty);
    }

    [Test]
    public async Task A_report_is_resolved_once()
    {
        var account = NewAccount();
        await Stores.Reports.AddAsync(Of(account, "1"), 10, Ct);
        Assert.That(await Stores.Reports.ResolveAsync(account, 1, "boss", Ct), Is.True);
        Assert.That(await Stores.Reports.ResolveAsync(account, 1, "nurse", Ct), Is.False);
        Assert.That(await Stores.Reports.ResolveAsync(account, 2, "boss", Ct), Is.False);
        var found = (await OfAsync(account)).Single();
        Assert.That((found.ResolvedBy, found.ResolvedAt), Is.EqualTo(("boss", (DateTimeOffset?)Clock.GetUtcNow())));
    }

    [Test, Case("OPS-08")]
    public async Task Erased_account_has_reported_nobody()
    {
        var (account, other) = (NewAccount(), NewAccount());
        await Stores.Reports.AddAsync(Of(account, "1"), 3, Ct);
        await Stores.Reports.AddAsync(Of(other, "1"), 3, Ct);
        Assert.That(await Stores.Reports.EraseAsync(account, Ct), Is.EqualTo(1));
        Assert.That(await OfAsync(account), Is.Empty);
        Assert.That(await OfAsync(other), Has.Count.EqualTo(1));
    }

    private AbuseReport Of(Jid account, string text) =>
        new(account, s_romeo, "urn:xmpp:reporting:abuse", text, [], Clock.GetUtcNow());

    private async Task<List<AbuseReport>> OfAsync(Jid account) =>
        [.. (await Stores.Reports.ListAsync(1000, Ct)).Where(r => r.Reporter == account)];
}
