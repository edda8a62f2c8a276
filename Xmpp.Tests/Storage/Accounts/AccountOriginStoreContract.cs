using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Accounts;

namespace Xmpp.Tests.Storage.Accounts;

[Case("ABU-03")]
public sealed class AccountOriginStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    [Test]
    public async Task An_origin_comes_and_goes_with_its_account()
    {
        var (jid, other) = (NewAccount(), NewAccount());
        await CreateAsync(jid, new(AccountWay.InBand, "2001:db8::1"));
        await CreateAsync(other, null);
        Assert.That(await Stores.AccountOrigins.FindAsync(jid, Ct), Is.EqualTo(new AccountOrigin(AccountWay.InBand, "2001:db8::1")));
        Assert.That(await Stores.AccountOrigins.FindAsync(other, Ct), Is.Null);
        await Stores.EraseAsync(jid, Ct);
        Assert.That(await Stores.AccountOrigins.FindAsync(jid, Ct), Is.Null);
    }

    [Test]
    public async Task An_account_that_is_there_keeps_its_own()
    {
        var jid = NewAccount();
        await CreateAsync(jid, new(AccountWay.Operator, null));
        Assert.That(await Stores.Accounts.CreateAsync(Of(jid, new(AccountWay.InBand, "192.0.2.1")), Ct), Is.False);
        Assert.That(await Stores.AccountOrigins.FindAsync(jid, Ct), Is.EqualTo(new AccountOrigin(AccountWay.Operator, null)));
    }

    [Test]
    public async Task The_newest_are_first_page_by_page_and_of_some_hosts_only()
    {
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            if (i % 2 == 0)
                Clock.Advance(TimeSpan.FromSeconds(1)); // two of one moment
            var jid = Jid.Parse($"a{i}@{(i < 4 ? "new.example" : "newer.example")}");
            await CreateAsync(jid, new(AccountWay.Invitation, $"192.0.2.{i}"));
            made.Add(jid.ToString());
        }
        await CreateAsync(Jid.Parse("z@elsewhere.example"), new(AccountWay.InBand, null));
        await Stores.Accounts.SetDisabledAsync(Jid.Parse("a3@new.example"), true, Ct);

        var found = new List<NewAccount>();
        ListPosition? after = null;
        IReadOnlyList<NewAccount> page;
        do
        {
            page = await Stores.AccountOrigins.ListAsync(["new.example", "newer.example"], DateTimeOffset.UnixEpoch, after, 2, Ct);
            found.AddRange(page);
            after = page.Count == 0 ? null : new ListPosition(page[^1].MadeAt, null, page[^1].Jid.ToString());
        }
        while (page.Count == 2);
        Assert.That(
            found.Select(entry => entry.Jid.ToString()),
            Is.EqualTo(new[] { made[4], made[2], made[3], made[0], made[1] }));
        Assert.That(found.Where(entry => entry.IsDisabled).Select(entry => entry.Jid.ToString()), Is.EqualTo(new[] { made[3] }));
        Assert.That(found[0].Origin, Is.EqualTo(new AccountOrigin(AccountWay.Invitation, "192.0.2.4")));
        Assert.That(
            (await Stores.AccountOrigins.ListAsync(["new.example"], found[1].MadeAt, null, 10, Ct)).Select(entry => entry.Jid.ToString()),
            Is.EqualTo(new[] { made[2], made[3] }));
    }

    [Test]
    public async Task Addresses_are_forgotten_and_the_rest_stays()
    {
        var (old, young) = (NewAccount(), NewAccount());
        await CreateAsync(old, new(AccountWay.InBand, "192.0.2.1"));
        Clock.Advance(TimeSpan.FromDays(1));
        await CreateAsync(young, new(AccountWay.InBand, "192.0.2.2"));
        Assert.That(await Stores.AccountOrigins.ForgetAddressesAsync(Clock.GetUtcNow(), Ct), Is.Positive);
        Assert.That(await Stores.AccountOrigins.FindAsync(old, Ct), Is.EqualTo(new AccountOrigin(AccountWay.InBand, null)));
        Assert.That(await Stores.AccountOrigins.FindAsync(young, Ct), Is.EqualTo(new AccountOrigin(AccountWay.InBand, "192.0.2.2")));
    }

    private Task<bool> CreateAsync(Jid jid, AccountOrigin? origin) => Stores.Accounts.CreateAsync(Of(jid, origin), Ct);

    private Account Of(Jid jid, AccountOrigin? origin) => new(jid, Clock.GetUtcNow(), false, []) { Origin = origin };
}
