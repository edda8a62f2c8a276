using Xmpp.Stanzas.Jids;
using Xmpp.Storage.PubSub;

namespace Xmpp.Tests.Storage.PubSub;

[Case("PUB-08")]
public sealed class PubSubStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    [Test]
    public async Task A_node_is_found_as_it_was_with_all_that_belongs_to_it()
    {
        var owner = NewAccount();
        var node = NodeOf(owner, "n") with { Config = EveryOctet, Affiliates = [new(owner, PubSubAffiliation.Owner)] };
        Assert.That(await Stores.PubSub.CreateAsync(node, 10, 10, Ct), Is.EqualTo(CreateOutcome.Created));
        var subscriptions = HostileContacts.Select((contact, i) => new PubSubSubscription(
            Jid.Parse(contact), $"s{i}", i % 2 == 0 ? PubSubSubscriptionState.Pending : PubSubSubscriptionState.Subscribed,
            i % 3 == 0 ? EveryOctet : null, Clock.GetUtcNow())).DistinctBy(s => s.Subscriber).ToList();
        foreach (var subscription in subscriptions)
            await Stores.PubSub.SetSubscriptionAsync(owner, "n", subscription, Ct);
        if (IsKept)
            await RestartAsync();
        foreach (var found in (PubSubNode?[])[await Stores.PubSub.FindAsync(owner, "n", Ct), (await Stores.PubSub.LoadAsync(owner, Ct)).Single()])
        {
            Assert.That(found, Is.Not.Null);
            Assert.That((found!.Creator, found.CreatedAt, found.Name), Is.EqualTo((node.Creator, node.CreatedAt, "n")));
            Assert.That(found.Config, Is.EqualTo(EveryOctet));
            Assert.That(found.Affiliates, Is.EqualTo(node.Affiliates));
            Assert.That(found.Subscriptions.Select(Text), Is.EquivalentTo(subscriptions.Select(Text)));
        }
        Assert.That(await Stores.PubSub.FindAsync(NewAccount(), "n", Ct), Is.Null);
        Assert.That(await Stores.PubSub.LoadAsync(NewAccount(), Ct), Is.Empty);
        var other = NewAccount();
        await Stores.PubSub.CreateAsync(NodeOf(other, "n") with { Affiliates = [new(other, PubSubAffiliation.Owner)] }, 10, 10, Ct);
        var many = await Stores.PubSub.LoadManyAsync([owner, other, NewAccount()], Ct);
        Assert.That(many.Select(n => (n.Owner, n.Subscriptions.Count, n.Affiliates.Single().Entity)), Is.EquivalentTo(
            ((Jid, int, Jid)[])[(owner, subscriptions.Count, owner), (other, 0, other)]));
    }

    [Test]
    public async Task Nodes_and_items_that_look_alike_are_different()
    {
        var owner = NewAccount();
        string[] names = ["n", "N", "n ", " n", "ä", "Ä", "'; DROP TABLE pubsub_nodes; --", "%", "_", "\\", "\U0001F600", "\U0001F601",
            new string('n', 1023)];
        foreach (var name in names)
            Assert.That(await Stores.PubSub.CreateAsync(NodeOf(owner, name), 100, 100, Ct), Is.EqualTo(CreateOutcome.Created), name);
        foreach (var id in names)
            await PublishAsync(owner, "n", 100, Item(id));
        Assert.That((await Stores.PubSub.LoadAsync(owner, Ct)).Select(n => n.Name), Is.EquivalentTo(names));
        Assert.That(await IdsAsync(owner, "n"), Is.EqualTo(names));
        Assert.That(await IdsAsync(owner, "N"), Is.Empty);
        var listed = new List<string>();
        for (string? after = null; ;)
        {
            var page = await Stores.PubSub.ListAsync(owner, after, 5, Ct);
            listed.AddRange(page.Select(n => n.Name));
            if (page.Count < 5)
                break;
            after = page[^1].Name;
        }
        Assert.That(listed, Is.EquivalentTo(names));
    }

    [Test, Spec("XEP-0060", "8.1.1")]
    public async Task A_node_is_made_once_and_only_so_many()
    {
        var owner = NewAccount();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Stores.PubSub.CreateAsync(NodeOf(owner, $"n{i % 10}"), 5, 5, Ct)));
        Assert.That(outcomes.Count(o => o == CreateOutcome.Created), Is.EqualTo(5));
        Assert.That(await Stores.PubSub.LoadAsync(owner, Ct), Has.Count.EqualTo(5));
    }

    [Test, Spec("XEP-0060", "12.1"), Case("PUB-02")]
    public async Task Items_are_in_the_order_of_publication_and_the_oldest_go()
    {
        var owner = NewAccount();
        await Stores.PubSub.CreateAsync(NodeOf(owner, "n"), 10, 10, Ct);
        await PublishAsync(owner, "n", 3, Item("a"), Item("b"), Item("c"));
        await PublishAsync(owner, "n", 3, Item("a") with { Payload = [9] });
        var result = await PublishAsync(owner, "n", 3, Item("d"));
        Assert.That(result.Dropped, Is.EqualTo((string[])["b"]));
        if (IsKept)
            await RestartAsync();
        Assert.That(await IdsAsync(owner, "n"), Is.EqualTo((string[])["c", "a", "d"]));
        Assert.That((await Stores.PubSubItems.LastAsync(owner, "n", Ct))?.Id, Is.EqualTo("d"));
        Assert.That((await Stores.PubSubItems.FindAsync(owner, "n", ["a", "b"], 100, Ct))!.Single().Payload, Is.EqualTo((byte[])[9]));
        await Stores.PubSub.SetConfigAsync(owner, "n", [2], 1, Ct);
        Assert.That(await IdsAsync(owner, "n"), Is.EqualTo((string[])["d"]));
        Assert.That((await Stores.PubSub.ListAsync(owner, null, 10, Ct)).Single(), Is.EqualTo(new PubSubNodeSummary(owner, "n", 1, 1)));
    }

    [Test, Spec("XEP-0060", "7.1.3.4"), Case("PUB-02")]
    public async Task A_full_node_or_account_takes_nothing_and_loses_nothing()
    {
        var owner = NewAccount();
        await Stores.PubSub.CreateAsync(NodeOf(owner, "n"), 10, 10, Ct);
        var limits = new PubSubItemLimits(2, true, 10);
        Assert.That((await Stores.PubSubItems.PublishAsync(owner, "n", [Item("a"), Item("b")], limits, Ct)).Outcome, Is.EqualTo(PublishOutcome.Stored));
        Assert.That((await Stores.PubSubItems.PublishAsync(owner, "n", [Item("c")], limits, Ct)).Outcome, Is.EqualTo(PublishOutcome.NodeFull));
        Assert.That((await Stores.PubSubItems.PublishAsync(owner, "n", [Item("a")], limits, Ct)).Outcome, Is.EqualTo(PublishOutcome.Stored));
        var large = Item("a") with { Payload = new byte[20] };
        Assert.That((await Stores.PubSubItems.PublishAsync(owner, "n", [large], limits, Ct)).Outcome, Is.EqualTo(PublishOutcome.OverQuota));
        Assert.That((await Stores.PubSubItems.PublishAsync(owner, "other", [Item("a")], limits, Ct)).Outcome, Is.EqualTo(PublishOutcome.NoNode));
        Assert.That(await IdsAsync(owner, "n"), Is.EqualTo((string[])["b", "a"]));
    }

    [Test, Case("ABU-08")]
    public async Task What_one_has_created_at_a_service_has_so_many_octets_together()
    {
        var (service, mine, other) = (NewAccount(), NewAccount(), NewAccount());
        foreach (var (name, creator) in new[] { ("a", mine), ("b", mine), ("c", other) })
            await Stores.PubSub.CreateAsync(NodeOf(service, name) with { Creator = creator }, 10, 10, Ct);
        var limits = new PubSubItemLimits(10, false, 0, 10);
        var six = new byte[6];
        Assert.That((await Stores.PubSubItems.PublishAsync(service, "a", [Item("1") with { Payload = six }], limits, Ct)).Outcome, Is.EqualTo(PublishOutcome.Stored));
        Assert.That((await Stores.PubSubItems.PublishAsync(service, "b", [Item("1") with { Payload = six }], limits, Ct)).Outcome, Is.EqualTo(PublishOutcome.OverQuota));
        Assert.That((await Stores.PubSubItems.PublishAsync(service, "a", [Item("1") with { Payload = six }], limits, Ct)).Outcome, Is.EqualTo(PublishOutcome.Stored), "in its own place");
        Assert.That((await Stores.PubSubItems.PublishAsync(service, "c", [Item("1") with { Payload = six }], limits, Ct)).Outcome, Is.EqualTo(PublishOutcome.Stored), "of somebody else");
    }

    [Test, Spec("XEP-0060", "6.5.8"), Case("ABU-08")]
    public async Task Particular_items_are_read_up_to_their_octets()
    {
        var owner = NewAccount();
        await Stores.PubSub.CreateAsync(NodeOf(owner, "n"), 10, 10, Ct);
        await PublishAsync(owner, "n", 10, Item("a") with { Payload = new byte[10] }, Item("b") with { Payload = new byte[10] });
        Assert.That((await Stores.PubSubItems.FindAsync(owner, "n", ["a", "b"], 20, Ct))!, Has.Count.EqualTo(2));
        Assert.That(await Stores.PubSubItems.FindAsync(owner, "n", ["a", "b"], 19, Ct), Is.Null);
        Assert.That((await Stores.PubSubItems.FindAsync(owner, "n", ["b", "none"], 1, Ct))!, Has.Count.EqualTo(1), "one in any case");
    }

    [Test, Spec("XEP-0060", "7.2.3.1")]
    public async Task It_is_known_whether_items_are_of_others()
    {
        var owner = NewAccount();
        await Stores.PubSub.CreateAsync(NodeOf(owner, "n"), 10, 10, Ct);
        var (mine, other) = (NewAccount(), NewAccount());
        await PublishAsync(owner, "n", 10, Item("a") with { Publisher = mine }, Item("b") with { Publisher = other });
        Assert.That(await Stores.PubSubItems.IsAnyOfOthersAsync(owner, "n", ["a", "none"], mine, Ct), Is.False);
        Assert.That(await Stores.PubSubItems.IsAnyOfOthersAsync(owner, "n", ["a", "b"], mine, Ct), Is.True);
    }

    [Test, Spec("XEP-0059", "2.2")]
    public async Task Pages_go_through_all_in_both_directions_and_stop_at_their_octets()
    {
        var owner = NewAccount();
        await Stores.PubSub.CreateAsync(NodeOf(owner, "n"), 10, 10, Ct);
        var ids = Enumerable.Range(0, 123).Select(i => $"i{i}").ToList();
        foreach (var id in ids)
            await PublishAsync(owner, "n", 1000, Item(id) with { Payload = new byte[10] });
        var forward = new List<string>();
        for (var page = await PageAsync(new(50, 1000, null, null, false)); ; page = await PageAsync(new(50, 1000, forward[^1], null, false)))
        {
            forward.AddRange(page.Items.Select(i => i.Id));
            Assert.That(page.Count, Is.EqualTo(123));
            if (page.IsComplete)
                break;
        }
        Assert.That(forward, Is.EqualTo(ids));
        var last = await PageAsync(new(7, 1000, null, null, true));
        Assert.That(last.Items.Select(i => i.Id), Is.EqualTo(ids.TakeLast(7)));
        var before = await PageAsync(new(7, 1000, null, last.Items[0].Id, true));
        Assert.That(before.Items.Select(i => i.Id), Is.EqualTo(ids.SkipLast(7).TakeLast(7)));
        Assert.That((await PageAsync(new(50, 35, null, null, false))).Items, Has.Count.EqualTo(3));
        Assert.That((await PageAsync(new(50, 1, null, null, false))).Items, Has.Count.EqualTo(1));
        Assert.That(await Stores.PubSubItems.PageAsync(owner, "n", new(5, 100, "gone", null, false), Ct), Is.Null);

        async Task<PubSubPage> PageAsync(PubSubPageQuery query) =>
            await Stores.PubSubItems.PageAsync(owner, "n", query, Ct) ?? throw new InvalidOperationException();
    }

    [Test]
    public async Task Retracted_purged_expired_and_deleted_items_are_gone()
    {
        var owner = NewAccount();
        await Stores.PubSub.CreateAsync(NodeOf(owner, "n"), 10, 10, Ct);
        var now = Clock.GetUtcNow();
        await PublishAsync(owner, "n", 10, Item("a"), Item("b") with { PublishedAt = now.AddHours(1) }, Item("c") with { PublishedAt = now.AddHours(2) });
        Assert.That(await Stores.PubSubItems.RetractAsync(owner, "n", ["a", "z"], Ct), Is.False);
        Assert.That(await IdsAsync(owner, "n"), Has.Count.EqualTo(3));
        await Stores.PubSubItems.ExpireAsync(owner, "n", now.AddMinutes(1), Ct);
        Assert.That(await IdsAsync(owner, "n"), Is.EqualTo((string[])["b", "c"]));
        Assert.That(await Stores.PubSubItems.RetractAsync(owner, "n", ["c"], Ct), Is.True);
        Assert.That((await Stores.PubSub.ListAsync(owner, null, 1, Ct)).Single().Items, Is.EqualTo(1));
        await Stores.PubSubItems.PurgeAsync(owner, "n", Ct);
        Assert.That((await Stores.PubSub.ListAsync(owner, null, 1, Ct)).Single(), Is.EqualTo(new PubSubNodeSummary(owner, "n", 0, 0)));
        await PublishAsync(owner, "n", 10, Item("d"));
        Assert.That(await Stores.PubSub.DeleteAsync(owner, "n", Ct), Is.True);
        Assert.That(await Stores.PubSub.DeleteAsync(owner, "n", Ct), Is.False);
        await Stores.PubSub.CreateAsync(NodeOf(owner, "n"), 10, 10, Ct);
        Assert.That(await IdsAsync(owner, "n"), Is.Empty);
    }

    [Test, Spec("XEP-0060", "5.6"), Spec("XEP-0060", "5.7")]
    public async Task An_entity_finds_what_it_is_and_what_it_has_at_one_service()
    {
        var (service, other, entity) = (NewAccount(), NewAccount(), NewAccount());
        foreach (var owner in (Jid[])[service, other])
        {
            await Stores.PubSub.CreateAsync(NodeOf(owner, "n"), 10, 10, Ct);
            await Stores.PubSub.SetAffiliationsAsync(owner, "n", [new(entity, PubSubAffiliation.Publisher)], Ct);
        }
        Assert.That(entity.TryWithResource("x", out var full), Is.True);
        await Stores.PubSub.SetSubscriptionAsync(service, "n", new(full!, "s", PubSubSubscriptionState.Subscribed, null, Clock.GetUtcNow()), Ct);
        Assert.That((await Stores.PubSub.SubscriptionsOfAsync(service, entity, 10, Ct)).Single().Subscription.Subscriber, Is.EqualTo(full));
        Assert.That(await Stores.PubSub.SubscriptionsOfAsync(other, entity, 10, Ct), Is.Empty);
        Assert.That((await Stores.PubSub.AffiliationsOfAsync(service, entity, 10, Ct)).Single(), Is.EqualTo(("n", PubSubAffiliation.Publisher)));
        await Stores.PubSub.CreateAsync(NodeOf(service, "alone") with { Affiliates = [new(entity, PubSubAffiliation.Owner)] }, 10, 10, Ct);
        await Stores.PubSub.CreateAsync(
            NodeOf(service, "shared") with { Affiliates = [new(entity, PubSubAffiliation.Owner), new(other, PubSubAffiliation.Owner)] },
            10, 10, Ct);
        await Stores.PubSub.EraseAsync(entity, Ct);
        Assert.That(await Stores.PubSub.FindAsync(service, "alone", Ct), Is.Null, "nobody else owns it");
        Assert.That((await Stores.PubSub.FindAsync(service, "shared", Ct))?.Affiliates.Single().Entity, Is.EqualTo(other));
        Assert.That(await Stores.PubSub.SubscriptionsOfAsync(service, entity, 10, Ct), Is.Empty);
        Assert.That(await Stores.PubSub.AffiliationsOfAsync(other, entity, 10, Ct), Is.Empty);
        Assert.That(await Stores.PubSub.FindAsync(service, "n", Ct), Is.Not.Null);
    }

    private PubSubNode NodeOf(Jid owner, string name) => new(owner, name, owner, Clock.GetUtcNow(), [1]);

    private PubSubItem Item(string id) => new(id, Jid.Parse("romeo@example.net"), Clock.GetUtcNow(), [1]);

    private Task<PublishResult> PublishAsync(Jid owner, string node, int max, params PubSubItem[] items) =>
        Stores.PubSubItems.PublishAsync(owner, node, items, new(max, false, 0), Ct);

    private Task<IReadOnlyList<string>> IdsAsync(Jid owner, string node) => Stores.PubSubItems.IdsAsync(owner, node, 1000, Ct);

    private static string Text(PubSubSubscription s) =>
        $"{s.Subscriber} {s.SubId} {s.State} {(s.Options is null ? "-" : Convert.ToHexString(s.Options))} {s.SubscribedAt:O}";
}
