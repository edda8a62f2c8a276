namespace Xmpp.Tests.Storage.DeliveryMarks;

public sealed class DeliveryMarkStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    [Test]
    public async Task Marks_are_set_for_many_accounts_at_once_and_kept()
    {
        var accounts = Enumerable.Range(0, 250).Select(_ => NewAccount()).ToList();
        Assert.That(await Stores.DeliveryMarks.FindAsync(accounts[0], Ct), Is.Null);
        await Stores.DeliveryMarks.SetAsync([.. accounts.Select((a, i) => (a, (long)i))], Ct);
        await Stores.DeliveryMarks.SetAsync([(accounts[1], long.MaxValue)], Ct);
        if (IsKept)
            await RestartAsync();
        Assert.That(await Stores.DeliveryMarks.FindAsync(accounts[0], Ct), Is.Zero);
        Assert.That(await Stores.DeliveryMarks.FindAsync(accounts[1], Ct), Is.EqualTo(long.MaxValue));
        Assert.That(await Stores.DeliveryMarks.FindAsync(accounts[249], Ct), Is.EqualTo(249));
    }
}
