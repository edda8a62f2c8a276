namespace Xmpp.Tests.Storage.Administration;

public sealed class SecondFactorStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    [Test]
    public async Task It_counts_when_it_is_confirmed()
    {
        var account = NewAccount();
        Assert.That(await Stores.SecondFactors.TryBeginAsync(account, EveryOctet[..20], Ct), Is.True);
        Assert.That((await Stores.SecondFactors.FindAsync(account, Ct))?.IsConfirmed, Is.False);
        Assert.That(await Stores.SecondFactors.TryConfirmAsync(account, EveryOctet[..20], 7, ["aa", "bb"], Ct), Is.True);
        if (IsKept)
            await RestartAsync();
        var found = await Stores.SecondFactors.FindAsync(account, Ct) ?? throw new InvalidOperationException();
        Assert.That((found.Account, found.IsConfirmed, found.LastStep), Is.EqualTo((account, true, 7L)));
        Assert.That(found.Secret, Is.EqualTo(EveryOctet[..20]));
        Assert.That(found.Recovery, Is.EqualTo(new[] { "aa", "bb" }));
    }

    [Test]
    public async Task One_that_counts_is_not_begun_again_and_an_older_secret_is_not_confirmed()
    {
        var account = NewAccount();
        await Stores.SecondFactors.TryBeginAsync(account, [1], Ct);
        await Stores.SecondFactors.TryBeginAsync(account, [2], Ct);
        Assert.That(await Stores.SecondFactors.TryConfirmAsync(account, [1], 1, [], Ct), Is.False);
        Assert.That(await Stores.SecondFactors.TryConfirmAsync(account, [2], 1, ["aa"], Ct), Is.True);
        Assert.That(await Stores.SecondFactors.TryConfirmAsync(account, [2], 2, ["bb"], Ct), Is.False);
        Assert.That(await Stores.SecondFactors.TryBeginAsync(account, [3], Ct), Is.False);
        Assert.That((await Stores.SecondFactors.FindAsync(account, Ct))?.Recovery, Is.EqualTo(new[] { "aa" }));
    }

    [Test]
    public async Task Whoever_begins_and_confirms_at_once_gets_one_answer_that_holds()
    {
        var account = NewAccount();
        await Stores.SecondFactors.TryBeginAsync(account, [0], Ct);
        var confirm = Task.Run(() => Stores.SecondFactors.TryConfirmAsync(account, [0], 1, ["aa"], Ct), Ct);
        var begin = await Task.WhenAll(Enumerable.Range(1, 9).Select(
            i => Task.Run(() => Stores.SecondFactors.TryBeginAsync(account, [(byte)i], Ct), Ct)));
        var found = await Stores.SecondFactors.FindAsync(account, Ct);
        Assert.That(found?.IsConfirmed, Is.EqualTo(await confirm));
        if (await confirm)
            Assert.That(found?.Secret, Is.EqualTo(new byte[] { 0 }));
        else
            Assert.That(begin, Has.Some.True);
    }

    [Test]
    public async Task Each_code_is_taken_once()
    {
        var account = NewAccount();
        await Stores.SecondFactors.TryBeginAsync(account, [1], Ct);
        await Stores.SecondFactors.TryConfirmAsync(account, [1], 5, ["aa", "bb"], Ct);
        Assert.That(await Stores.SecondFactors.TryUseStepAsync(account, 5, Ct), Is.False);
        var steps = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => Stores.SecondFactors.TryUseStepAsync(account, 6, Ct), Ct)));
        Assert.That(steps.Count(taken => taken), Is.EqualTo(1));
        Assert.That(await Stores.SecondFactors.TryUseStepAsync(account, 4, Ct), Is.False);
        var codes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => Stores.SecondFactors.TryUseRecoveryAsync(account, "aa", Ct), Ct)));
        Assert.That(codes.Count(taken => taken), Is.EqualTo(1));
        Assert.That(await Stores.SecondFactors.TryUseRecoveryAsync(account, "cc", Ct), Is.False);
        Assert.That((await Stores.SecondFactors.FindAsync(account, Ct))?.Recovery, Is.EqualTo(new[] { "bb" }));
        Assert.That(await Stores.SecondFactors.TryUseStepAsync(NewAccount(), 6, Ct), Is.False);
    }

    [Test, Case("OPS-08")]
    public async Task Erased_account_has_none()
    {
        var (account, other) = (NewAccount(), NewAccount());
        await Stores.SecondFactors.TryBeginAsync(account, [1], Ct);
        await Stores.SecondFactors.TryBeginAsync(other, [1], Ct);
        Assert.That(await Stores.SecondFactors.EraseAsync(account, Ct), Is.EqualTo(1));
        Assert.That(await Stores.SecondFactors.EraseAsync(account, Ct), Is.Zero);
        Assert.That(await Stores.SecondFactors.FindAsync(account, Ct), Is.Null);
        Assert.That(await Stores.SecondFactors.FindAsync(other, Ct), Is.Not.Null);
    }
}
