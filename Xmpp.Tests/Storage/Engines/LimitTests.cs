using Microsoft.Extensions.Time.Testing;
using Xmpp.Storage;
using Xmpp.Storage.Engines;

namespace Xmpp.Tests.Storage.Engines;

/// <summary>Nobody waits without end, whatever the database does (OPS-02).</summary>
[Case("OPS-02")]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class LimitTests
{
    private readonly FakeTimeProvider _clock = new();
    private readonly CountingObserver _observer = new();

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [Test]
    public async Task Full_queue_refuses_at_once_and_has_room_again_later()
    {
        await using var engine = await OpenAsync(new() { Path = ":memory:", QueueLimit = 3 });
        var gate = new TaskCompletionSource();
        var busy = await HoldAsync(engine.WriteAsync, gate);
        var waiting = Enumerable.Range(0, 3).Select(_ => WriteAsync(engine)).ToArray();
        Assert.That(engine.QueueDepth, Is.EqualTo(3));
        var refused = WriteAsync(engine);
        Assert.That(refused.IsFaulted, Is.True);
        var exception = Assert.ThrowsAsync<StorageException>(() => refused);
        Assert.That(exception?.Kind, Is.EqualTo(StorageErrorKind.Overloaded));
        Assert.That(exception?.IsTransient, Is.True);
        Assert.That(_observer.Failures, Is.EqualTo([(StorageErrorKind.Overloaded, 1)]));

        gate.SetResult();
        await Task.WhenAll(waiting);
        await busy;
        await WriteAsync(engine);
    }

    [Test]
    public async Task Writer_that_hangs_fails_those_it_has_and_those_who_wait_when_their_time_is_over()
    {
        await using var engine = await OpenAsync(new() { Path = ":memory:", Timeout = TimeSpan.FromSeconds(5) });
        var gate = new TaskCompletionSource();
        var busy = await HoldAsync(engine.WriteAsync, gate);
        var ran = false;
        var waiting = engine.WriteAsync((_, _) => Task.FromResult(ran = true), Ct);
        _clock.Advance(TimeSpan.FromSeconds(9));
        Assert.That(waiting.IsCompleted || busy.IsCompleted, Is.False);
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.That(Assert.ThrowsAsync<StorageException>(() => waiting)?.Kind, Is.EqualTo(StorageErrorKind.Unavailable));
        Assert.That(Assert.ThrowsAsync<StorageException>(() => busy)?.Kind, Is.EqualTo(StorageErrorKind.Unavailable));

        // It was told "not stored", so it must not happen later.
        gate.SetResult();
        await WriteAsync(engine);
        Assert.That(ran, Is.False);
    }

    [Test]
    public async Task Reader_that_hangs_fails_in_time()
    {
        using var database = await TestDatabase.CreateAsync(DatabaseKind.SqliteFile);
        await using var engine = await OpenAsync(database.Options with { Readers = 1 });
        var gate = new TaskCompletionSource();
        var read = await HoldAsync(engine.ReadAsync, gate);
        _clock.Advance(TimeSpan.FromSeconds(11));
        Assert.That(Assert.ThrowsAsync<StorageException>(() => read)?.Kind, Is.EqualTo(StorageErrorKind.Unavailable));
        gate.SetResult();
        Assert.That(await engine.ReadAsync((_, _) => Task.FromResult(1), Ct), Is.EqualTo(1));
    }

    [Test]
    public async Task Too_many_reads_are_refused()
    {
        using var database = await TestDatabase.CreateAsync(DatabaseKind.SqliteFile);
        await using var engine = await OpenAsync(database.Options with { Readers = 1, QueueLimit = 2 });
        var gate = new TaskCompletionSource();
        var reads = Enumerable.Range(0, 3).Select(_ => ReadAsync()).ToArray();
        Assert.That(Assert.ThrowsAsync<StorageException>(ReadAsync)?.Kind, Is.EqualTo(StorageErrorKind.Overloaded));
        gate.SetResult();
        await Task.WhenAll(reads);
        await ReadAsync();

        Task<int> ReadAsync() => engine.ReadAsync(
            async (_, _) =>
            {
                await gate.Task;
                return 0;
            },
            Ct);
    }

    [Test]
    public async Task Read_can_be_cancelled()
    {
        using var database = await TestDatabase.CreateAsync(DatabaseKind.SqliteFile);
        await using var engine = await OpenAsync(database.Options);
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        Assert.CatchAsync<OperationCanceledException>(
            () => engine.ReadAsync((_, _) => Task.FromResult(0), cancellation.Token));
        Assert.That(_observer.Failures, Is.Empty);
    }

    [Test]
    public async Task Readers_cannot_write()
    {
        using var database = await TestDatabase.CreateAsync(DatabaseKind.SqliteFile);
        await using var engine = await OpenAsync(database.Options);
        Assert.ThrowsAsync<StorageException>(() => engine.ReadAsync(
            (session, ct) => session.ExecuteAsync("DELETE FROM accounts", null, ct), Ct));
    }

    private Task<IStorageEngine> OpenAsync(StorageOptions options) =>
        StorageEngine.OpenAsync(options, _clock, _observer, null, Ct);

    private static Task<int> WriteAsync(IStorageEngine engine) => engine.WriteAsync((_, _) => Task.FromResult(1), Ct);

    // What has begun and does not end before the gate opens.
    private static async Task<Task<int>> HoldAsync(
        Func<Func<StorageSession, CancellationToken, Task<int>>, CancellationToken, Task<int>> run, TaskCompletionSource gate)
    {
        var begun = new TaskCompletionSource();
        var held = run(
            async (_, _) =>
            {
                begun.SetResult();
                await gate.Task;
                return 0;
            },
            Ct);
        await begun.Task;
        return held;
    }
}
