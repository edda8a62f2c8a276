using Xmpp.Stanzas.Jids;
using Xmpp.Storage;

namespace Xmpp.Tests.Storage.Blocking;

public sealed class BlockListStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    [Test, Spec("XEP-0191", "3.3")]
    public async Task Every_address_is_one_of_its_own_and_kept()
    {
        var account = NewAccount();
        var contacts = HostileContacts.Select(Jid.Parse).ToList();
        await Stores.BlockLists.AddAsync(account, contacts, Ct);
        await Stores.BlockLists.AddAsync(account, [contacts[0]], Ct);
        if (IsKept)
            await RestartAsync();
        Assert.That(await Stores.BlockLists.LoadAsync(account, Ct), Is.EquivalentTo(contacts));
    }

    [Test, Spec("XEP-0191", "3.4")]
    public async Task Only_what_is_named_is_removed()
    {
        var (account, other) = (NewAccount(), NewAccount());
        var contacts = HostileContacts.Select(Jid.Parse).ToList();
        await Stores.BlockLists.AddAsync(account, contacts, Ct);
        await Stores.BlockLists.AddAsync(other, contacts, Ct);
        await Stores.BlockLists.RemoveAsync(account, [contacts[1], Jid.Parse("nobody@example.net")], Ct);
        Assert.That(
            await Stores.BlockLists.LoadAsync(account, Ct), Is.EquivalentTo(contacts.Where(c => c != contacts[1])));
        Assert.That(await Stores.BlockLists.LoadAsync(other, Ct), Is.EquivalentTo(contacts));
    }

    [Test]
    public async Task Nothing_is_added_and_nothing_removed()
    {
        var account = NewAccount();
        await Stores.BlockLists.AddAsync(account, [], Ct);
        await Stores.BlockLists.RemoveAsync(account, [], Ct);
        Assert.That(await Stores.BlockLists.LoadAsync(account, Ct), Is.Empty);
    }

    [Test]
    public async Task Empty_list_is_known_for_a_moment()
    {
        var account = NewAccount();
        Assert.That(Stores.BlockLists.BlocksNobody(account), Is.False, "nobody has asked");
        await Stores.BlockLists.LoadAsync(account, Ct);
        Assert.That(Stores.BlockLists.BlocksNobody(account), Is.True);
        Clock.Advance(RecentAnswers.Lifetime);
        Assert.That(Stores.BlockLists.BlocksNobody(account), Is.False);
    }

    [Test, Spec("XEP-0191", "3.3")]
    public async Task Whoever_is_blocked_is_so_at_once()
    {
        var account = NewAccount();
        await Stores.BlockLists.LoadAsync(account, Ct);
        await Stores.BlockLists.AddAsync(account, [Jid.Parse("romeo@example.net")], Ct);
        Assert.That(Stores.BlockLists.BlocksNobody(account), Is.False);
        await Stores.BlockLists.LoadAsync(account, Ct);
        Assert.That(Stores.BlockLists.BlocksNobody(account), Is.False);
    }

    [Test, Case("OPS-08")]
    public async Task Erased_account_blocks_nobody()
    {
        var (account, other) = (NewAccount(), NewAccount());
        var contacts = new[] { Jid.Parse("romeo@example.net"), Jid.Parse("example.net") };
        await Stores.BlockLists.AddAsync(account, contacts, Ct);
        await Stores.BlockLists.AddAsync(other, contacts, Ct);
        Assert.That(await Stores.BlockLists.EraseAsync(account, Ct), Is.EqualTo(2));
        Assert.That(await Stores.BlockLists.LoadAsync(account, Ct), Is.Empty);
        Assert.That(await Stores.BlockLists.LoadAsync(other, Ct), Has.Count.EqualTo(2));
    }
}
