using Xmpp.Storage;
using Xmpp.Storage.Engines;
using Xmpp.Storage.Migrations;
using Xmpp.Tests.Storage.Engines;

namespace Xmpp.Tests.Storage.Migrations;

[TestFixture(DatabaseKind.SqliteFile)]
[TestFixture(DatabaseKind.MariaDb)]
public sealed class MigrationTests(DatabaseKind kind)
{
    private TestDatabase _database = null!;

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;
    private static int Newest => Migration.Load(EngineKind.Sqlite)[^1].Number;

    private static int Known => Migration.Load(EngineKind.Sqlite).Count;

    [SetUp]
    public async Task CreateAsync() => _database = await TestDatabase.CreateAsync(kind);

    [TearDown]
    public void Remove() => _database.Dispose();

    [Test]
    public void Both_engines_know_the_same_migrations_in_one_order()
    {
        var sqlite = Migration.Load(EngineKind.Sqlite);
        Assert.That(
            Migration.Load(EngineKind.MySql).Select(m => (m.Number, m.Name)),
            Is.EqualTo(sqlite.Select(m => (m.Number, m.Name))));
        Assert.That(sqlite.Select(m => m.Number), Is.Ordered.Ascending.And.Unique.And.All.Positive);
    }

    [Test]
    public async Task Every_older_schema_becomes_the_same_as_a_fresh_one()
    {
        var fresh = await SchemaAsync(_database);
        Assert.That(fresh, Is.Not.Empty);
        for (var version = 1; version < Known; version++)
        {
            using var database = await TestDatabase.CreateAsync(kind);
            await using (var old = await database.OpenAsync())
                await TakeBackAsync(old, version);
            Assert.That(await SchemaAsync(database), Is.EqualTo(fresh), $"from {version}");
        }
    }

    [Test]
    public async Task Second_start_changes_nothing_and_keeps_the_rows()
    {
        await using (var first = await _database.OpenAsync())
            await new Stores(first, TimeProvider.System).Secrets.GetOrCreateAsync("s", 8, Ct);
        var before = await SchemaAsync(_database);
        await using var second = await _database.OpenAsync();
        Assert.That(await CountAsync(second), Is.EqualTo(Known));
        Assert.That(await SchemaAsync(_database), Is.EqualTo(before));
    }

    [Test]
    public async Task Several_that_start_at_once_make_one_schema()
    {
        var engines = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _database.OpenAsync())));
        Assert.That(await CountAsync(engines[0]), Is.EqualTo(Known));
        foreach (var engine in engines)
            await engine.DisposeAsync();
    }

    [Test]
    public async Task Schema_of_a_newer_program_stops_the_start_and_stays_as_it_is()
    {
        await using (var engine = await _database.OpenAsync())
            await InsertAsync(engine, Newest + 1, finishedAt: 1);
        var refused = Assert.ThrowsAsync<StorageException>(() => _database.OpenAsync());
        Assert.That(refused?.Kind, Is.EqualTo(StorageErrorKind.Schema));
        Assert.That(refused?.Message, Does.Contain($"schema {Newest + 1}").And.Contain($"up to {Newest}"));
    }

    [Test]
    public async Task Migration_that_did_not_end_stops_the_start_and_is_named()
    {
        if (kind != DatabaseKind.MariaDb)
            Assert.Pass("SQLite rolls a migration back: see the next test");
        await using (var engine = await _database.OpenAsync())
        {
            await engine.WriteAsync(
                (session, ct) => session.ExecuteAsync(
                    "UPDATE schema_migrations SET finished_at = NULL WHERE number = 3", null, ct),
                Ct);
        }
        var refused = Assert.ThrowsAsync<StorageException>(() => _database.OpenAsync());
        Assert.That(refused?.Kind, Is.EqualTo(StorageErrorKind.Schema));
        Assert.That(refused?.Message, Does.Contain("3 (offline)"));
    }

    [Test]
    public async Task Migration_that_fails_leaves_no_trace_on_SQLite_and_its_mark_on_MySQL()
    {
        await using var engine = await _database.OpenAsync();
        Migration[] broken = [.. Migration.Load(engine.Kind), new(Newest + 1, "broken", "CREATE TABLE half (i INT); nonsense")];
        Assert.CatchAsync<Exception>(() => engine.WriteAsync(
            async (session, ct) =>
            {
                await RunAsync(session, broken, ct);
                return 0;
            },
            Ct));
        Assert.That(await CountAsync(engine), Is.EqualTo(kind == DatabaseKind.MariaDb ? Known + 1 : Known));
        if (kind == DatabaseKind.MariaDb)
            Assert.That(Assert.ThrowsAsync<StorageException>(() => _database.OpenAsync())?.Message, Does.Contain("broken").Or.Contain("newer"));
        else
            Assert.That(await SchemaAsync(_database), Has.None.Contain("half"));
    }

    [TestCase("10.11.19-MariaDB-0+deb12u1", true)]
    [TestCase("11.4.2-MariaDB", true)]
    [TestCase("10.6.18-MariaDB-log", false)]
    [TestCase("8.0.39", true)]
    [TestCase("8.4.0-log", true)]
    [TestCase("9.1.0", true)]
    [TestCase("5.7.44-log", false)]
    [TestCase("", false)]
    public void Servers_too_old_are_refused(string version, bool isSupported) =>
        Assert.That(MySqlMigrator.IsSupported(version), Is.EqualTo(isSupported));

    private static Task RunAsync(StorageSession session, IReadOnlyList<Migration> known, CancellationToken ct) =>
        session.Kind == EngineKind.Sqlite
            ? SqliteMigrator.RunAsync(session, known, TimeProvider.System, Logger, ct)
            : new MySqlMigrator(session, TimeProvider.System, Logger).RunAsync(known, ct);

    private static Microsoft.Extensions.Logging.ILogger Logger =>
        Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    /// <summary>Makes the database what the program of an earlier version would have left.</summary>
    private static async Task TakeBackAsync(IStorageEngine engine, int version)
    {
        var tables = await TablesAsync(engine);
        // CA1857: a table's name is no value; it comes from the catalogue.
#pragma warning disable CA1857
        await engine.WriteAsync(
            async (session, ct) =>
            {
                foreach (var table in tables)
                    await session.ExecuteAsync($"DROP TABLE {table}", null, ct);
                await RunAsync(session, [.. Migration.Load(engine.Kind).Take(version)], ct);
                return 0;
            },
            Ct);
#pragma warning restore CA1857
        Assert.That(await CountAsync(engine), Is.EqualTo(version));
    }

    private static Task<int> InsertAsync(IStorageEngine engine, int number, long? finishedAt) =>
        engine.WriteAsync(
            (session, ct) => session.ExecuteAsync(
                "INSERT INTO schema_migrations VALUES (@number, 'later', 1, @finishedAt)", new { number, finishedAt }, ct),
            Ct);

    private static Task<int> CountAsync(IStorageEngine engine) =>
        engine.ReadAsync(
            (session, ct) => session.QueryFirstOrDefaultAsync<int>("SELECT COUNT(*) FROM schema_migrations", null, ct), Ct);

    private static Task<IReadOnlyList<string>> TablesAsync(IStorageEngine engine) =>
        engine.ReadAsync(
            (session, ct) => engine.Kind == EngineKind.Sqlite
                ? session.QueryAsync<string>("SELECT name FROM sqlite_schema WHERE type = 'table'", null, ct)
                : session.QueryAsync<string>(
                    "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()", null, ct),
            Ct);

    /// <summary>Opens the database as the program does, and describes every column and index.</summary>
    private static async Task<IReadOnlyList<string>> SchemaAsync(TestDatabase database)
    {
        await using var engine = await database.OpenAsync(new CountingObserver());
        return await engine.ReadAsync(
            (session, ct) => engine.Kind == EngineKind.Sqlite
                ? session.QueryAsync<string>("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name", null, ct)
                : session.QueryAsync<string>(
                    """
                    SELECT CONCAT_WS(' ', table_name, column_name, column_type, is_nullable, column_key, collation_name)
                    FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position
                    """,
                    null, ct),
            Ct);
    }
}
