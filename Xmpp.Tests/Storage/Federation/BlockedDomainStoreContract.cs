namespace Xmpp.Tests.Storage.Federation;

public sealed class BlockedDomainStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    [Test]
    public async Task Patterns_are_kept_once_each_and_go_again()
    {
        var store = Stores.BlockedDomains;
        Assert.That(await store.AddAsync("*.montague.example", Ct), Is.True);
        Assert.That(await store.AddAsync("*.montague.example", Ct), Is.False);
        Assert.That(await store.AddAsync("b\u00fccher.example", Ct), Is.True);
        Assert.That(await store.AddAsync("bucher.example", Ct), Is.True);
        if (IsKept)
            await RestartAsync();
        store = Stores.BlockedDomains;
        var all = await store.ListAsync(Ct);
        Assert.That(all.Select(d => d.Pattern), Is.EquivalentTo(new[] { "*.montague.example", "b\u00fccher.example", "bucher.example" }));
        Assert.That(all[0].BlockedAt, Is.EqualTo(Clock.GetUtcNow()));
        foreach (var domain in all)
            Assert.That(await store.RemoveAsync(domain.Pattern, Ct), Is.True);
        Assert.That(await store.RemoveAsync("*.montague.example", Ct), Is.False);
        Assert.That(await store.ListAsync(Ct), Is.Empty);
    }
}
