using Xmpp.Stanzas.Jids;
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
