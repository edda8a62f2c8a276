using System.Text;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Offline;
using Xmpp.Storage.Roster;

namespace Xmpp.Tests.Storage.Accounts;

public sealed class AccountStartsContract(DatabaseKind kind) : StoreContract(kind)
{
    private static readonly OfflineQuota s_quota = new(100, 100_000);

    [Test]
    public async Task One_read_gives_what_each_store_gives()
    {
        var (account, other) = (NewAccount(), NewAccount());
        foreach (var owner in (Jid[])[account, other])
        {
            var romeo = Jid.Parse($"romeo@{owner.Local}.example");
            var paris = Jid.Parse("paris@example.net");
            RosterChange[] changes =
            [
                new(romeo) { Item = RosterEdit<RosterItem>.Set(new RosterItem(romeo, "R", ["Friends", "\u00c4"], Subscription.Both, true, true)) },
                new(paris) { Request = RosterEdit<SubscriptionRequest>.Set(new SubscriptionRequest(paris, EveryOctet, Clock.GetUtcNow())) },
            ];
            foreach (var change in changes)
                await Stores.Roster.ApplyAsync(owner, change, Ct);
            await Stores.BlockLists.AddAsync(owner, [Jid.Parse("tybalt@example.net"), romeo], Ct);
            await Stores.VCards.SetAsync(owner, new(EveryOctet, "hash of " + owner), Ct);
        }
        var start = await Stores.Starts.LoadAsync(account, Ct);
        var roster = await Stores.Roster.LoadAsync(account, Ct);
        Assert.That(start.Roster.Version, Is.EqualTo(roster.Version).And.Positive);
        Assert.That(start.Roster.Items.Single().Groups, Is.EqualTo(roster.Items.Single().Groups));
        Assert.That(start.Roster.Items.Single() with { Groups = [] }, Is.EqualTo(roster.Items.Single() with { Groups = [] }));
        Assert.That(start.Roster.Requests.Single().Stanza, Is.EqualTo(EveryOctet));
        Assert.That(start.Blocked, Is.EquivalentTo(await Stores.BlockLists.LoadAsync(account, Ct)).And.Count.EqualTo(2));
        Assert.That(start.PhotoHash, Is.EqualTo("hash of " + account));
    }

    [Test]
    public async Task Account_without_anything_has_nothing()
    {
        var account = NewAccount();
        await Stores.VCards.SetAsync(account, new(EveryOctet, null), Ct);
        var start = await Stores.Starts.LoadAsync(account, Ct);
        Assert.That(start.Roster, Is.EqualTo(new RosterSnapshot(0, [], [])));
        Assert.That(start.Blocked, Is.Empty);
        Assert.That(start.PhotoHash, Is.Null);
    }

    [Test, Spec("XEP-0160", "2")]
    public async Task Message_that_comes_after_the_login_is_found()
    {
        var account = NewAccount();
        await Stores.Starts.LoadAsync(account, Ct);
        Assert.That(await Stores.Offline.ReadAsync(account, 0, 10, Ct), Is.Empty);
        await Stores.Offline.AddAsync(account, "<message/>"u8.ToArray(), Clock.GetUtcNow(), s_quota, Ct);
        Assert.That(await Stores.Offline.ReadAsync(account, 0, 10, Ct), Has.Count.EqualTo(1));
        await Stores.Starts.LoadAsync(account, Ct);
        Assert.That(await Stores.Offline.ReadAsync(account, 0, 10, Ct), Has.Count.EqualTo(1), "it waited at the next one");
    }

    [Test]
    public async Task That_nothing_waits_is_known_for_a_moment()
    {
        var account = NewAccount();
        await Stores.Starts.LoadAsync(account, Ct);
        await new Stores(Engine, Clock).Offline.AddAsync(account, Encoding.UTF8.GetBytes("<message/>"), Clock.GetUtcNow(), s_quota, Ct);
        Assert.That(await Stores.Offline.ReadAsync(account, 0, 10, Ct), Is.Empty);
        Clock.Advance(RecentAnswers.Lifetime);
        Assert.That(await Stores.Offline.ReadAsync(account, 0, 10, Ct), Has.Count.EqualTo(1));
    }
}
