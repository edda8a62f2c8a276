using Xmpp.Storage;
using Xmpp.Storage.Engines;

namespace Xmpp.Tests.Storage.Engines;

[TestFixture(DatabaseKind.SqliteMemory)]
[TestFixture(DatabaseKind.SqliteFile)]
[TestFixture(DatabaseKind.MariaDb)]
public sealed class GroupCommitTests(DatabaseKind kind)
{
    private readonly CountingObserver _observer = new();
    private TestDatabase _database = null!;
    private IStorageEngine _engine = null!;

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task OpenAsync()
    {
        _database = await TestDatabase.CreateAsync(kind);
        _engine = await _database.OpenAsync(_observer);
        _observer.Commits.Clear();
        _observer.Failures.Clear();
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _engine.DisposeAsync();
        _database.Dispose();
    }

    [Test]
    public async Task What_gathers_while_the_writer_is_busy_is_one_commit()
    {
        var gate = new TaskCompletionSource();
        var busy = HoldAsync(gate);
        var writes = Enumerable.Range(0, 200).Select(InsertAsync).ToArray();
        gate.SetResult();
        await busy;
        await Task.WhenAll(writes);
        Assert.That(_observer.Commits, Is.EqualTo([1, 200]));
        Assert.That(await CountAsync(), Is.EqualTo(200));
    }

    [Test]
    public async Task Largest_group_is_what_the_options_say()
    {
        var gate = new TaskCompletionSource();
        var busy = HoldAsync(gate);
        var writes = Enumerable.Range(0, 600).Select(InsertAsync).ToArray();
        gate.SetResult();
        await busy;
        await Task.WhenAll(writes);
        Assert.That(_observer.Commits, Is.EqualTo([1, 512, 88]));
    }

    [Test]
    public async Task Failing_write_fails_alone_and_leaves_nothing()
    {
        var gate = new TaskCompletionSource();
        var busy = HoldAsync(gate);
        var writes = Enumerable.Range(0, 20).Select(InsertAsync).ToArray();
        var failing = _engine.WriteAsync(
            async (session, ct) =>
            {
                await InsertAsync(session, 100, ct);
                return await session.ExecuteAsync("INSERT INTO no_such_table VALUES (1)", null, ct);
            },
            Ct);
        var bug = _engine.WriteAsync<int>((_, _) => throw new FormatException("a bug"), Ct);
        var more = Enumerable.Range(20, 20).Select(InsertAsync).ToArray();
        gate.SetResult();
        await busy;

        await Task.WhenAll([.. writes, .. more]);
        var refused = Assert.ThrowsAsync<StorageException>(() => failing);
        Assert.That(refused?.Kind, Is.EqualTo(StorageErrorKind.Failed));
        Assert.That(refused?.IsTransient, Is.False);
        Assert.That(Assert.ThrowsAsync<StorageException>(() => bug)?.InnerException, Is.TypeOf<FormatException>());
        Assert.That(await CountAsync(), Is.EqualTo(40));
        Assert.That(_observer.Failures, Is.EqualTo([(StorageErrorKind.Failed, 1), (StorageErrorKind.Failed, 1)]));
    }

    [Test]
    public async Task Key_that_is_taken_fails_alone_too()
    {
        await InsertAsync(1);
        var gate = new TaskCompletionSource();
        var busy = HoldAsync(gate);
        var again = InsertAsync(1);
        var other = InsertAsync(2);
        gate.SetResult();
        await busy;
        await other;
        Assert.That(Assert.ThrowsAsync<StorageException>(() => again)?.Kind, Is.EqualTo(StorageErrorKind.Failed));
    }

    [Test]
    public async Task Cancelled_before_it_began_means_not_done()
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        var busy = HoldAsync(gate);
        var cancelled = _engine.WriteAsync((session, ct) => InsertAsync(session, 1, ct), cancellation.Token);
        await cancellation.CancelAsync();
        Assert.CatchAsync<OperationCanceledException>(() => cancelled);
        gate.SetResult();
        await busy;
        await InsertAsync(2);
        Assert.That(await CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task Cancelled_after_it_began_is_done_and_says_so()
    {
        using var cancellation = new CancellationTokenSource();
        var gate = new TaskCompletionSource();
        var begun = new TaskCompletionSource();
        var write = _engine.WriteAsync(
            async (session, ct) =>
            {
                begun.TrySetResult();
                await gate.Task;
                return await InsertAsync(session, 1, ct);
            },
            cancellation.Token);
        await begun.Task;
        await cancellation.CancelAsync();
        gate.SetResult();
        Assert.That(await write, Is.EqualTo(1));
        Assert.That(await CountAsync(), Is.EqualTo(1));
    }

    [Test]
    public async Task What_waits_when_storage_closes_is_still_written_and_later_work_refused()
    {
        var gate = new TaskCompletionSource();
        var busy = HoldAsync(gate);
        var waiting = InsertAsync(1);
        var closing = _engine.DisposeAsync().AsTask();
        var late = InsertAsync(2);
        Assert.That(Assert.ThrowsAsync<StorageException>(() => late)?.Kind, Is.EqualTo(StorageErrorKind.Unavailable));
        gate.SetResult();
        await busy;
        await waiting;
        await closing;
    }

    [Test]
    public async Task Check_passes_while_the_database_works()
    {
        await _engine.CheckAsync(Ct);
        await _engine.CheckAsync(Ct);
        Assert.That(_engine.QueueDepth, Is.Zero);
    }

    /// <summary>A write that occupies the writer until the gate opens; returns when it has begun.</summary>
    private Task<int> HoldAsync(TaskCompletionSource gate)
    {
        using var begun = new ManualResetEventSlim();
        var write = _engine.WriteAsync(
            async (_, _) =>
            {
                begun.Set();
                await gate.Task;
                return 0;
            },
            Ct);
        begun.Wait(Ct);
        return write;
    }

    private Task<int> InsertAsync(int i) => _engine.WriteAsync((session, ct) => InsertAsync(session, i, ct), Ct);

    private static Task<int> InsertAsync(StorageSession session, int i, CancellationToken ct) =>
        session.ExecuteAsync(
            "INSERT INTO last_activity (owner, seen_at) VALUES (@Owner, @i)", new { Owner = $"a{i}", i }, ct);

    private Task<int> CountAsync() =>
        _engine.ReadAsync(
            (session, ct) => session.QueryFirstOrDefaultAsync<int>("SELECT COUNT(*) FROM last_activity", null, ct), Ct);
}
