using Xmpp.Storage.Audit;

namespace Xmpp.Tests.Storage.Audit;

public sealed class AuditStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    [Test]
    public async Task All_of_an_entry_is_kept_and_the_newest_is_first()
    {
        var host = "kept.example";
        var full = Of(host) with { Address = "2001:db8::1", Target = "'; DROP TABLE \U0001F600" };
        var plain = Of(host) with { Address = null, Target = null, Outcome = "forbidden" };
        await Stores.Audit.AddAsync(full, Ct);
        await Stores.Audit.AddAsync(plain, Ct);
        if (IsKept)
            await RestartAsync();
        var found = await Stores.Audit.ListAsync(host, null, 10, Ct);
        Assert.That(found.Select(entry => entry with { Id = 0 }), Is.EqualTo(new[] { plain, full }));
        Assert.That(found[0].Id, Is.GreaterThan(found[1].Id));
    }

    [Test, Case("OPS-11")]
    public async Task A_page_is_of_one_host_or_of_all_and_goes_on_before_an_id()
    {
        var (host, other) = ("paged.example", "other.paged.example");
        for (var i = 0; i < 5; i++)
            await Stores.Audit.AddAsync(Of(host) with { Target = $"{i}" }, Ct);
        await Stores.Audit.AddAsync(Of(other), Ct);
        await Stores.Audit.AddAsync(Of(null), Ct);
        var first = await Stores.Audit.ListAsync(host, null, 3, Ct);
        var second = await Stores.Audit.ListAsync(host, first[^1].Id, 3, Ct);
        Assert.That(first.Concat(second).Select(entry => entry.Target), Is.EqualTo(new[] { "4", "3", "2", "1", "0" }));
        var all = await Stores.Audit.ListAsync(null, null, 2, Ct);
        Assert.That(all.Select(entry => entry.Host), Is.EqualTo(new[] { null, other }));
    }

    [Test]
    public async Task What_is_too_old_goes()
    {
        var host = "old.example";
        await Stores.Audit.AddAsync(Of(host) with { At = Clock.GetUtcNow().AddYears(-9) }, Ct);
        await Stores.Audit.AddAsync(Of(host), Ct);
        Assert.That(await Stores.Audit.RemoveBeforeAsync(Clock.GetUtcNow().AddYears(-8), Ct), Is.EqualTo(1));
        Assert.That(await Stores.Audit.ListAsync(host, null, 10, Ct), Has.Count.EqualTo(1));
    }

    private AuditEntry Of(string? host) =>
        new(0, Clock.GetUtcNow(), "juliet@example.org", "rest", "192.0.2.1", "accounts.delete", host, "romeo@example.org", "done");
}
