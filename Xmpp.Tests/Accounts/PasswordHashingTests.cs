using Xmpp.Server.Accounts;
using Xmpp.Storage.Accounts;

namespace Xmpp.Tests.Accounts;

[Case("ABU-09")]
public sealed class PasswordHashingTests
{
    [Test]
    public async Task It_derives_and_verifies()
    {
        using var hashing = new PasswordHashing();
        var made = await hashing.DeriveAsync(ScramHash.Sha256, "secret", 4096, CancellationToken.None);
        Assert.That(await hashing.VerifyAsync(made!, "secret", CancellationToken.None), Is.True);
        Assert.That(await hashing.VerifyAsync(made!, "wrong", CancellationToken.None), Is.False);
        Assert.That(hashing.Count, Is.Zero);
        Assert.That(
            async () => await hashing.DeriveAsync(ScramHash.Sha1, "", 4096, CancellationToken.None),
            Throws.ArgumentException);
    }

    [Test]
    public async Task No_more_run_at_once_than_allowed_and_the_rest_waits_or_is_refused()
    {
        using var hashing = new PasswordHashing(2, 5);
        using var gate = new ManualResetEventSlim();
        using var started = new SemaphoreSlim(0);
        var running = 0;
        var most = 0;
        void Work()
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            started.Release();
            gate.Wait();
            Interlocked.Decrement(ref running);
        }

        var accepted = Enumerable.Range(0, 5)
            .Select(_ => hashing.RunAsync(Work, CancellationToken.None).AsTask()).ToArray();
        await started.WaitAsync();
        await started.WaitAsync();
        Assert.That(hashing.Count, Is.EqualTo(5));
        Assert.That(await hashing.RunAsync(Work, CancellationToken.None), Is.False, "the queue is full");
        var credential = ScramKeys.Derive(ScramHash.Sha1, "secret", new byte[16], 1);
        Assert.That(await hashing.VerifyAsync(credential, "secret", CancellationToken.None), Is.Null);
        Assert.That(await hashing.DeriveAsync(ScramHash.Sha1, "secret", 1, CancellationToken.None), Is.Null);
        gate.Set();
        Assert.That(await Task.WhenAll(accepted), Has.All.True);
        Assert.That(most, Is.EqualTo(2));
        Assert.That(hashing.Count, Is.Zero);
        Assert.That(await hashing.VerifyAsync(credential, "secret", CancellationToken.None), Is.True);
    }

    [Test]
    public async Task A_waiter_that_gives_up_leaves_its_place()
    {
        using var hashing = new PasswordHashing(1, 2);
        using var gate = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        var first = hashing.RunAsync(gate.Wait, CancellationToken.None).AsTask();
        var second = hashing.RunAsync(() => { }, cancel.Token).AsTask();
        await cancel.CancelAsync();
        Assert.That(async () => await second, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(hashing.Count, Is.EqualTo(1));
        gate.Set();
        Assert.That(await first, Is.True);
        Assert.That(await hashing.RunAsync(() => { }, CancellationToken.None), Is.True);
    }

    [Test]
    public void Work_that_throws_gives_its_slot_back()
    {
        using var hashing = new PasswordHashing(1, 1);
        Assert.That(
            async () => await hashing.RunAsync(() => throw new InvalidOperationException(), CancellationToken.None),
            Throws.InvalidOperationException);
        Assert.That(hashing.Count, Is.Zero);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }
}
