using Microsoft.Extensions.Time.Testing;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Engines;

namespace Xmpp.Tests.Storage;

/// <summary>What the contracts share: one database for the fixture, an account of its own for each test.</summary>
[TestFixture(DatabaseKind.SqliteMemory)]
[TestFixture(DatabaseKind.SqliteFile)]
[TestFixture(DatabaseKind.MariaDb)]
public abstract class StoreContract(DatabaseKind kind)
{
    private static int _accounts;
    private TestDatabase? _database;

    /// <summary>Addresses that a careless store takes for another, or for SQL (SECURITY §10).</summary>
    protected static readonly string[] HostileContacts =
    [
        "romeo@example.net", "romeo@example.net/a", "romeo@example.net/A", "romeo@example.net/a ",
        "romeo@example.net/a b", "romeo@example.net/\u00e4", "romeo@example.net/\u00c4", "romeo@example.net/'; DROP TABLE accounts; --",
        "romeo@example.net/\"", "romeo@example.net/\\", "romeo@example.net/\\'", "romeo@example.net/%",
        "romeo@example.net/_", "romeo@example.net/)(uid=*", "romeo@example.net/@0", "romeo@example.net/{0}",
        "romeo@example.net/\U0001F600", "romeo@example.net/\U0001F601", "romeo@example.net/\u00df",
        "romeo@example.net/ss", "r%@example.net", "r_@example.net", "r\\@example.net", "\u00e4@example.net",
        "a@example.net", "example.net",
    ];

    protected IStorageEngine Engine { get; private set; } = null!;
    protected Stores Stores { get; private set; } = null!;
    protected FakeTimeProvider Clock { get; } = new(new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero));
    protected static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;
    protected bool IsKept => kind != DatabaseKind.SqliteMemory;

    [OneTimeSetUp]
    public async Task OpenAsync()
    {
        _database = await TestDatabase.CreateAsync(kind);
        Engine = await _database.OpenAsync();
        Stores = new Stores(Engine, Clock);
    }

    [OneTimeTearDown]
    public async Task CloseAsync()
    {
        if (Engine is not null)
            await Engine.DisposeAsync();
        _database?.Dispose();
    }

    /// <summary>The same rows, read by a program that was started again.</summary>
    protected async Task RestartAsync()
    {
        await Engine.DisposeAsync();
        Engine = await (_database ?? throw new InvalidOperationException()).OpenAsync();
        Stores = new Stores(Engine, Clock);
    }

    protected static Jid NewAccount() => Jid.Parse($"juliet{Interlocked.Increment(ref _accounts)}@example.org");

    protected static byte[] EveryOctet { get; } = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
}
