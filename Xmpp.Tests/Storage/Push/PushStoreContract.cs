using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Push;

namespace Xmpp.Tests.Storage.Push;

[Case("RTE-14")]
public sealed class PushStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    private static readonly Jid s_service = Jid.Parse("push.client.example");

    [Test, Spec("XEP-0357", "5")]
    public async Task What_was_enabled_is_found_as_it_was_and_by_nobody_else()
    {
        var account = NewAccount();
        Assert.That(await FindAsync(account), Is.Empty);
        await EnableAsync(account, Registration("n") with { Options = EveryOctet });
        if (IsKept)
            await RestartAsync();
        var found = (await FindAsync(account)).Single();
        Assert.Multiple(() =>
        {
            Assert.That(found.Service, Is.EqualTo(s_service));
            Assert.That(found.Node, Is.EqualTo("n"));
            Assert.That(found.Options, Is.EqualTo(EveryOctet));
            Assert.That(found.Resource, Is.EqualTo("phone"));
            Assert.That(found.EnabledAt, Is.EqualTo(Clock.GetUtcNow()));
            Assert.That(found.FailingSince, Is.Null);
        });
        Assert.That(await FindAsync(NewAccount()), Is.Empty);
    }

    [Test, Spec("XEP-0357", "5")]
    public async Task The_last_request_for_a_service_and_node_counts()
    {
        var account = NewAccount();
        await EnableAsync(account, Registration("n") with { Options = [1] });
        await Stores.Push.SetFailingAsync(account, Registration("n"), Clock.GetUtcNow(), Ct);
        await EnableAsync(account, Registration("n") with { Options = [2], Resource = "tablet" });
        var found = (await FindAsync(account)).Single();
        Assert.That((found.Options, found.Resource, found.FailingSince), Is.EqualTo((new byte[] { 2 }, "tablet", (DateTimeOffset?)null)));
    }

    [Test]
    public async Task Nodes_that_look_alike_are_different()
    {
        var account = NewAccount();
        string[] nodes = ["", "n", "N", "n ", "ä", "'; DROP TABLE push_registrations; --", "%", "_", "\\", "\U0001F600", "\U0001F601",
            new string('n', 5000)];
        foreach (var node in nodes)
            await EnableAsync(account, Registration(node));
        Assert.That((await FindAsync(account)).Select(r => r.Node), Is.EquivalentTo(nodes));
        Assert.That(await Stores.Push.DisableAsync(account, s_service, "n", Ct), Is.EqualTo(1));
        Assert.That((await FindAsync(account)).Select(r => r.Node), Is.EquivalentTo(nodes.Except(["n"])));
    }

    [Test, Case("ABU-08")]
    public async Task The_number_is_limited_also_for_requests_at_once()
    {
        var account = NewAccount();
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(i => Stores.Push.EnableAsync(account, Registration($"n{i}"), 5, Ct)));
        Assert.That(outcomes.Count(enabled => enabled), Is.EqualTo(5));
        var one = (await FindAsync(account))[0];
        Assert.That(await Stores.Push.EnableAsync(account, one, 5, Ct), Is.True, "it is there already");
        Assert.That(await FindAsync(account), Has.Count.EqualTo(5));
    }

    [Test, Spec("XEP-0357", "6")]
    public async Task Without_node_all_of_the_service_go_and_none_of_another()
    {
        var account = NewAccount();
        var other = Jid.Parse("other.client.example");
        await EnableAsync(account, Registration("a"), Registration("b"), Registration("a") with { Service = other });
        Assert.That(await Stores.Push.DisableAsync(account, s_service, null, Ct), Is.EqualTo(2));
        Assert.That((await FindAsync(account)).Single().Service, Is.EqualTo(other));
    }

    [Test]
    public async Task What_was_enabled_again_since_is_not_removed_for_an_older_failure()
    {
        var account = NewAccount();
        var old = Registration("n");
        await EnableAsync(account, old);
        Clock.Advance(TimeSpan.FromSeconds(1));
        await EnableAsync(account, Registration("n"));
        Assert.That(await Stores.Push.RemoveAsync(account, old, Ct), Is.Zero);
        await Stores.Push.SetFailingAsync(account, old, Clock.GetUtcNow(), Ct);
        var found = (await FindAsync(account)).Single();
        Assert.That(found.FailingSince, Is.Null);
        Assert.That(await Stores.Push.RemoveAsync(account, found, Ct), Is.EqualTo(1));
        Assert.That(await FindAsync(account), Is.Empty);
    }

    [Test]
    public async Task Since_when_it_fails_is_kept_and_forgotten()
    {
        var account = NewAccount();
        await EnableAsync(account, Registration("n"));
        await Stores.Push.SetFailingAsync(account, Registration("n"), Clock.GetUtcNow(), Ct);
        if (IsKept)
            await RestartAsync();
        Assert.That((await FindAsync(account)).Single().FailingSince, Is.EqualTo(Clock.GetUtcNow()));
        await Stores.Push.SetFailingAsync(account, Registration("n"), null, Ct);
        Assert.That((await FindAsync(account)).Single().FailingSince, Is.Null);
    }

    [Test, Case("OPS-08")]
    public async Task Erased_account_has_none_not_even_in_memory()
    {
        var (account, other) = (NewAccount(), NewAccount());
        await EnableAsync(account, Registration("a"), Registration("b"));
        await EnableAsync(other, Registration("a"));
        await FindAsync(account);
        Assert.That(await Stores.Push.EraseAsync(account, Ct), Is.EqualTo(2));
        Assert.That(await FindAsync(account), Is.Empty);
        Assert.That(await FindAsync(other), Has.Count.EqualTo(1));
    }

    private PushRegistration Registration(string node) => new(s_service, node, null, "phone", Clock.GetUtcNow());

    private async Task EnableAsync(Jid account, params PushRegistration[] registrations)
    {
        foreach (var registration in registrations)
            Assert.That(await Stores.Push.EnableAsync(account, registration, 100, Ct), Is.True);
    }

    private async Task<IReadOnlyList<PushRegistration>> FindAsync(Jid account) => await Stores.Push.FindAsync(account, Ct);
}
