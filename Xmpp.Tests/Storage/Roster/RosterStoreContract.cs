using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Roster;

namespace Xmpp.Tests.Storage.Roster;

public sealed class RosterStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    private static readonly Jid Romeo = Jid.Parse("romeo@example.net");

    [Test]
    public async Task Account_without_roster_has_version_0_and_nothing()
    {
        var roster = await LoadAsync(NewAccount());
        Assert.That(roster.Version, Is.Zero);
        Assert.That(roster.Items, Is.Empty);
        Assert.That(roster.Requests, Is.Empty);
    }

    [Test]
    public async Task Item_comes_back_as_it_was(
        [Values] Subscription subscription, [Values] bool pendingOut, [Values] bool approved)
    {
        var account = NewAccount();
        var item = new RosterItem(Romeo, "Roméo \U0001F600 '\"\\", ["Friends", " a b ", "\u00e4\"\\"], subscription, pendingOut, approved);
        await SetAsync(account, item);
        Assert.That((await LoadAsync(account)).Items, Is.EqualTo([item]));
        Assert.That(await Stores.Roster.FindAsync(account, Romeo, Ct), Is.EqualTo(item));
        Assert.That(await Stores.Roster.FindAsync(account, Jid.Parse("nobody@example.net"), Ct), Is.Null);
        Assert.That(await Stores.Roster.FindAsync(NewAccount(), Romeo, Ct), Is.Null);
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase(" ")]
    [Spec("RFC 6121", "2.1.2.4")]
    public async Task No_name_and_empty_name_stay_different(string? name)
    {
        var account = NewAccount();
        await SetAsync(account, Item(Romeo) with { Name = name });
        Assert.That((await LoadAsync(account)).Items.Single().Name, Is.EqualTo(name));
    }

    [Test]
    public async Task Setting_again_replaces_the_whole_item()
    {
        var account = NewAccount();
        await SetAsync(account, Item(Romeo) with { Groups = ["A", "B"], PendingOut = true });
        var item = Item(Romeo) with { Name = "R", Groups = ["C"], Subscription = Subscription.To };
        await SetAsync(account, item);
        Assert.That((await LoadAsync(account)).Items, Is.EqualTo([item]));
    }

    [Test]
    [Spec("RFC 6121", "2.6")]
    public async Task Version_grows_with_each_change_of_the_items_even_when_the_clock_stands()
    {
        var account = NewAccount();
        var first = await SetAsync(account, Item(Romeo));
        var second = await SetAsync(account, Item(Romeo) with { Name = "R" });
        var third = await ApplyAsync(account, new(Romeo) { Item = RosterEdit<RosterItem>.Remove });
        Assert.That(new[] { 0, first, second, third }, Is.Ordered.Ascending.And.Unique);
        var roster = await LoadAsync(account);
        Assert.That(roster.Version, Is.EqualTo(third));
        Assert.That(roster.Items, Is.Empty);
    }

    [Test]
    [Spec("RFC 6121", "2.6")]
    public async Task Version_stays_when_the_items_do()
    {
        var account = NewAccount();
        var version = await SetAsync(account, Item(Romeo));
        var other = Jid.Parse("nurse@example.net");
        Assert.That(await ApplyAsync(account, new(other) { Request = Request(other) }), Is.EqualTo(version));
        Assert.That(await ApplyAsync(account, new(other) { Request = RosterEdit<SubscriptionRequest>.Remove }), Is.EqualTo(version));
        Assert.That(await ApplyAsync(account, new(other) { Item = RosterEdit<RosterItem>.Remove }), Is.EqualTo(version));
        Assert.That(await ApplyAsync(account, new(Romeo)), Is.EqualTo(version));
        Assert.That((await LoadAsync(account)).Items, Has.Length.EqualTo(1));
    }

    [Test]
    [Case("OPS-08")]
    public async Task Version_never_comes_again_for_the_next_owner_of_the_name()
    {
        var account = NewAccount();
        var versions = new List<long> { await SetAsync(account, Item(Romeo)), await SetAsync(account, Item(Romeo)) };
        await Stores.Roster.EraseAsync(account, Ct);
        Assert.That((await LoadAsync(account)).Version, Is.Zero);
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.That(versions, Does.Not.Contain(await SetAsync(account, Item(Romeo))));
    }

    [Test]
    [Spec("RFC 6121", "3.1.3")]
    public async Task Request_is_kept_apart_from_the_items()
    {
        var account = NewAccount();
        await ApplyAsync(account, new(Romeo) { Request = Request(Romeo) });
        var roster = await LoadAsync(account);
        Assert.That(roster.Items, Is.Empty);
        var request = roster.Requests.Single();
        Assert.That(request.Contact, Is.EqualTo(Romeo));
        Assert.That(request.Stanza, Is.EqualTo(EveryOctet));
        Assert.That(request.ReceivedAt, Is.EqualTo(Clock.GetUtcNow()));
    }

    [Test]
    public async Task Approval_sets_the_item_and_removes_the_request_together()
    {
        var account = NewAccount();
        await ApplyAsync(account, new(Romeo) { Request = Request(Romeo) });
        var item = Item(Romeo) with { Subscription = Subscription.From };
        await ApplyAsync(account, new(Romeo)
        {
            Item = RosterEdit<RosterItem>.Set(item),
            Request = RosterEdit<SubscriptionRequest>.Remove,
        });
        var roster = await LoadAsync(account);
        Assert.That(roster.Items, Is.EqualTo([item]));
        Assert.That(roster.Requests, Is.Empty);
    }

    [Test]
    public async Task Changes_at_once_are_all_kept_and_each_has_its_version()
    {
        var account = NewAccount();
        var versions = await Task.WhenAll(Enumerable.Range(0, 50).Select(
            i => SetAsync(account, Item(Jid.Parse($"c{i}@example.net")))));
        Assert.That(versions, Is.Unique);
        var roster = await LoadAsync(account);
        Assert.That(roster.Version, Is.EqualTo(versions.Max()));
        Assert.That(roster.Items, Has.Length.EqualTo(50));
    }

    [Test]
    public async Task Contacts_that_look_alike_are_different_items()
    {
        var account = NewAccount();
        Jid[] contacts = [.. HostileContacts.Select(Jid.Parse)];
        foreach (var contact in contacts)
        {
            await ApplyAsync(account, new(contact)
            {
                Item = RosterEdit<RosterItem>.Set(Item(contact) with { Name = contact.ToString() }),
                Request = Request(contact),
            });
        }
        var roster = await LoadAsync(account);
        Assert.That(roster.Items.Select(item => (item.Contact, item.Name)),
            Is.EquivalentTo(contacts.Select(contact => (contact, contact.ToString()))));
        Assert.That(roster.Requests.Select(request => request.Contact), Is.EquivalentTo(contacts));

        await ApplyAsync(account, new(contacts[1]) { Item = RosterEdit<RosterItem>.Remove });
        Assert.That((await LoadAsync(account)).Items.Select(item => item.Contact),
            Is.EquivalentTo(contacts.Where(contact => contact != contacts[1])));
    }

    [Test]
    public async Task Longest_addresses_of_RFC_7622_fit()
    {
        var account = Jid.Parse($"{new string('a', 1023)}@{Domain(253)}");
        var contact = Jid.Parse($"{new string('b', 1023)}@{Domain(253)}/{new string('r', 1023)}");
        await ApplyAsync(account, new(contact) { Item = RosterEdit<RosterItem>.Set(Item(contact)), Request = Request(contact) });
        Assert.That((await LoadAsync(account)).Items.Single().Contact, Is.EqualTo(contact));
    }

    [Test]
    public async Task Rosters_of_two_accounts_do_not_mix()
    {
        var (juliet, nurse) = (NewAccount(), NewAccount());
        await SetAsync(juliet, Item(Romeo));
        Assert.That((await LoadAsync(nurse)).Items, Is.Empty);
        await Stores.Roster.EraseAsync(nurse, Ct);
        Assert.That((await LoadAsync(juliet)).Items, Has.Length.EqualTo(1));
    }

    private static string Domain(int length) => string.Join('.', Enumerable.Repeat(new string('d', 63), 16))[..length];

    private static RosterItem Item(Jid contact) => new(contact, null, [], Subscription.None, false, false);

    private RosterEdit<SubscriptionRequest> Request(Jid contact) =>
        RosterEdit<SubscriptionRequest>.Set(new(contact, EveryOctet, Clock.GetUtcNow()));

    private Task<long> SetAsync(Jid account, RosterItem item) =>
        ApplyAsync(account, new(item.Contact) { Item = RosterEdit<RosterItem>.Set(item) });

    private Task<long> ApplyAsync(Jid account, RosterChange change) => Stores.Roster.ApplyAsync(account, change, Ct);

    private Task<RosterSnapshot> LoadAsync(Jid account) => Stores.Roster.LoadAsync(account, Ct);
}
