using Xmpp.Storage.LastActivity;

namespace Xmpp.Tests.Storage.LastActivity;

public sealed class LastActivityStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    [TestCase(null)]
    [TestCase("")]
    [TestCase("Gone to the \U0001F3E0, 'back' later\\ ")]
    [Spec("XEP-0012", "4")]
    public async Task Last_time_and_status_are_kept(string? status)
    {
        var account = NewAccount();
        Assert.That(await Stores.LastActivity.FindAsync(account, Ct), Is.Null);
        var seen = new LastSeen(Clock.GetUtcNow(), status);
        await Stores.LastActivity.SetAsync(account, seen with { At = seen.At.AddDays(-1), Status = "old" }, Ct);
        await Stores.LastActivity.SetAsync(account, seen, Ct);
        Assert.That(await Stores.LastActivity.FindAsync(account, Ct), Is.EqualTo(seen));
    }

    [Test]
    [Case("OPS-08")]
    public async Task Erased_account_was_never_online()
    {
        var (account, other) = (NewAccount(), NewAccount());
        await Stores.LastActivity.SetAsync(account, new(Clock.GetUtcNow(), null), Ct);
        await Stores.LastActivity.SetAsync(other, new(Clock.GetUtcNow(), null), Ct);
        Assert.That(await Stores.LastActivity.EraseAsync(account, Ct), Is.EqualTo(1));
        Assert.That(await Stores.LastActivity.FindAsync(account, Ct), Is.Null);
        Assert.That(await Stores.LastActivity.FindAsync(other, Ct), Is.Not.Null);
    }
}
