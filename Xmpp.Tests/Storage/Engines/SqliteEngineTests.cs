using Microsoft.Data.Sqlite;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Engines;
using Xmpp.Storage.Offline;

namespace Xmpp.Tests.Storage.Engines;

/// <summary>What only the embedded engine has to cope with.</summary>
public sealed class SqliteEngineTests
{
    private static readonly OfflineQuota Plenty = new(1_000_000, long.MaxValue);
    private static readonly Jid Juliet = Jid.Parse("juliet@example.org");

    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task CreateAsync() => _database = await TestDatabase.CreateAsync(DatabaseKind.SqliteFile);

    [TearDown]
    public void Remove() => _database.Dispose();

    [Test]
    [Case("OPS-02")]
    public async Task Full_disk_refuses_loses_nothing_and_works_again_when_there_is_room()
    {
        await using var engine = await _database.OpenAsync();
        var store = new OfflineStore(engine, TimeProvider.System);
        await AddAsync(store, 1000);
        await LimitPagesAsync(engine, 30);

        var stored = 1;
        var refused = 0;
        for (var i = 0; i < 100; i++)
        {
            try
            {
                await AddAsync(store, 3000);
                stored++;
            }
            catch (StorageException exception)
            {
                Assert.That(exception.Kind, Is.EqualTo(StorageErrorKind.DiskFull));
                Assert.That(exception.IsTransient, Is.True);
                refused++;
            }
        }
        Assert.That(refused, Is.Positive);
        Assert.That(Assert.ThrowsAsync<StorageException>(() => engine.CheckAsync(Ct))?.Kind, Is.EqualTo(StorageErrorKind.DiskFull));
        Assert.That(await store.ReadAsync(Juliet, 0, 1000, Ct), Has.Count.EqualTo(stored));
        Assert.That(await store.CountAsync(Juliet, Ct), Is.EqualTo(stored));

        // The way out that users have: reading their messages makes room.
        await store.DeleteAllAsync(Juliet, Ct);
        await AddAsync(store, 3000);
        await LimitPagesAsync(engine, 1_000_000);
        await engine.CheckAsync(Ct);
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => AddAsync(store, 3000)));
        Assert.That(await store.CountAsync(Juliet, Ct), Is.EqualTo(101));
    }

    [Test]
    [Case("OPS-02")]
    public async Task Of_one_group_what_still_fits_a_full_disk_is_stored()
    {
        await using var engine = await _database.OpenAsync();
        var store = new OfflineStore(engine, TimeProvider.System);
        await LimitPagesAsync(engine, 30);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 200).Select(async _ =>
        {
            try
            {
                await AddAsync(store, 3000);
                return true;
            }
            catch (StorageException exception) when (exception.Kind == StorageErrorKind.DiskFull)
            {
                return false;
            }
        }));
        Assert.That(outcomes, Does.Contain(true).And.Contain(false));
        Assert.That(await store.CountAsync(Juliet, Ct), Is.EqualTo(outcomes.Count(stored => stored)));
    }

    [Test]
    public async Task Command_line_writes_beside_the_server()
    {
        await using var server = await _database.OpenAsync();
        await using var commandLine = await _database.OpenAsync();
        var (one, other) = (new OfflineStore(server, TimeProvider.System), new OfflineStore(commandLine, TimeProvider.System));
        await Task.WhenAll(Enumerable.Range(0, 100).Select(i => AddAsync(i % 2 == 0 ? one : other, 100)));
        Assert.That(await one.CountAsync(Juliet, Ct), Is.EqualTo(100));
        Assert.That(await other.ReadAsync(Juliet, 0, 1000, Ct), Has.Count.EqualTo(100));
    }

    [Test]
    [Case("OPS-02")]
    public async Task Lock_that_is_held_too_long_is_an_outage_that_ends()
    {
        await using var engine = await StorageEngine.OpenAsync(
            _database.Options with { Timeout = TimeSpan.FromMilliseconds(1000) }, TimeProvider.System, null, null, Ct);
        var store = new OfflineStore(engine, TimeProvider.System);
        await using var other = new SqliteConnection($"Data Source={_database.Options.Path};Pooling=False");
        await other.OpenAsync(Ct);
        await ExecuteAsync(other, "BEGIN IMMEDIATE");
        Assert.That(Assert.ThrowsAsync<StorageException>(() => AddAsync(store, 10))?.Kind, Is.EqualTo(StorageErrorKind.Unavailable));
        Assert.That(await store.CountAsync(Juliet, Ct), Is.Zero);
        await ExecuteAsync(other, "ROLLBACK");
        await AddAsync(store, 10);
    }

    [Test]
    public async Task Commits_are_synchronous_and_readers_do_not_wait_for_them()
    {
        await using var engine = await _database.OpenAsync();
        var mode = await engine.WriteAsync((s, ct) => s.QueryFirstOrDefaultAsync<string>("PRAGMA journal_mode", null, ct), Ct);
        var synchronous = await engine.WriteAsync((s, ct) => s.QueryFirstOrDefaultAsync<int>("PRAGMA synchronous", null, ct), Ct);
        Assert.That((mode, synchronous), Is.EqualTo(("wal", 2)));
    }

    [Test]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Files_are_for_their_owner_only()
    {
        await using var engine = await _database.OpenAsync();
        await AddAsync(new OfflineStore(engine, TimeProvider.System), 10);
        string[] endings = ["", "-wal", "-shm"];
        foreach (var ending in endings)
        {
            Assert.That(
                File.GetUnixFileMode(_database.Options.Path + ending),
                Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite), ending);
        }
    }

    [Test]
    public void Path_that_cannot_be_opened_is_unavailable()
    {
        var folder = Path.GetDirectoryName(_database.Options.Path) ?? "";
        var options = _database.Options with { Path = folder };
        Assert.That(OpenFails(options).Kind, Is.EqualTo(StorageErrorKind.Unavailable));
    }

    [Test]
    public async Task File_that_is_no_database_is_corrupt()
    {
        await File.WriteAllTextAsync(_database.Options.Path, new string('x', 10_000), Ct);
        Assert.That(OpenFails(_database.Options).Kind, Is.EqualTo(StorageErrorKind.Corrupt));
    }

    private static StorageException OpenFails(StorageOptions options) =>
        Assert.ThrowsAsync<StorageException>(() => StorageEngine.OpenAsync(options, TimeProvider.System, null, null, Ct))
        ?? throw new InvalidOperationException();

    private static async Task AddAsync(OfflineStore store, int size) =>
        Assert.That(
            await store.AddAsync(Juliet, new byte[size], DateTimeOffset.UnixEpoch, Plenty, Ct),
            Is.EqualTo(OfflineOutcome.Stored));

    // CA1857: a pragma takes no parameter.
#pragma warning disable CA1857
    private static Task<int> LimitPagesAsync(IStorageEngine engine, int more) =>
        engine.WriteAsync(
            async (session, ct) =>
            {
                var pages = await session.QueryFirstOrDefaultAsync<long>("PRAGMA page_count", null, ct);
                return await session.ExecuteAsync($"PRAGMA max_page_count = {pages + more}", null, ct);
            },
            Ct);
#pragma warning restore CA1857

    private static async Task ExecuteAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Ct);
    }
}
