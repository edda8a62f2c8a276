using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Archive;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Archive;
using Xmpp.Storage.Engines;
using Xmpp.Tests.Storage;

namespace Xmpp.Tests.Features.Archive;

[Spec("XEP-0313", "3.2")]
public class ArchiveRetentionTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_romeo = Jid.Parse("romeo@verona.example");

    private readonly FakeTimeProvider _time = new(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private TestDatabase _database = null!;
    private IStorageEngine _engine = null!;
    private Stores _stores = null!;

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task OpenAsync()
    {
        _database = await TestDatabase.CreateAsync(DatabaseKind.SqliteMemory);
        _engine = await _database.OpenAsync();
        _stores = new Stores(_engine, _time);
        foreach (var account in (Jid[])[s_juliet, s_romeo])
        {
            await _stores.Accounts.CreateAsync(
                new(account, _time.GetUtcNow(), false, [new(ScramHash.Sha256, 4096, [1], [2], [3])]), Ct);
        }
    }

    [TearDown]
    public async Task CloseAsync()
    {
        await _engine.DisposeAsync();
        _database.Dispose();
    }

    [Test]
    public async Task What_is_too_old_goes()
    {
        await AddDaysAsync(5);
        await RunAsync(new ArchiveOptions { MaxAge = TimeSpan.FromDays(3) });
        Assert.That(await TextsAsync(s_juliet), Is.EqualTo((string[])["2", "3", "4"]));
        Assert.That(await TextsAsync(s_romeo), Is.EqualTo((string[])["2", "3", "4"]));
    }

    [Test]
    public async Task What_is_too_much_goes_the_oldest_first()
    {
        await AddDaysAsync(5);
        await RunAsync(new ArchiveOptions { MaxMessages = 2 });
        Assert.That(await TextsAsync(s_juliet), Is.EqualTo((string[])["3", "4"]));
        await RunAsync(new ArchiveOptions { MaxMessages = 2 });
        Assert.That(await TextsAsync(s_juliet), Is.EqualTo((string[])["3", "4"]));
    }

    [Test]
    public async Task The_tighter_limit_counts()
    {
        await AddDaysAsync(5);
        await RunAsync(new ArchiveOptions { MaxMessages = 4, MaxAge = TimeSpan.FromDays(2) });
        Assert.That(await TextsAsync(s_juliet), Is.EqualTo((string[])["3", "4"]));
    }

    [Test]
    public async Task A_host_may_have_limits_of_its_own()
    {
        await AddDaysAsync(5);
        await RunAsync(
            new ArchiveOptions { MaxMessages = 4 },
            new HostArchiveOptions { MaxMessages = 0 }, new HostArchiveOptions { MaxAge = TimeSpan.FromDays(2) });
        Assert.That(await TextsAsync(s_juliet), Has.Length.EqualTo(5));
        Assert.That(await TextsAsync(s_romeo), Has.Length.EqualTo(2));
    }

    [Test, Case("OPS-07")]
    public async Task What_is_of_a_host_that_has_gone_stays_as_it_was()
    {
        await AddDaysAsync(5);
        await RunAsync(new ArchiveOptions { MaxMessages = 2 }, gone: "verona.example");
        Assert.That(await TextsAsync(s_juliet), Has.Length.EqualTo(2));
        Assert.That(await TextsAsync(s_romeo), Has.Length.EqualTo(5));
    }

    [Test, Case("OPS-08")]
    public async Task Many_go_in_many_steps()
    {
        var owner = await _stores.Archive.FindOwnerAsync(s_juliet, Ct) ?? throw new InvalidOperationException();
        await Task.WhenAll(Enumerable.Range(0, 2500).Select(i => Add(owner, i)));
        var retention = Retention(new ArchiveOptions { MaxMessages = 100 });
        Assert.That(await retention.StepAsync(Ct), Is.False);
        Assert.That(await _stores.Archive.CountAsync(s_juliet, new(), 9999, Ct), Is.EqualTo(1500));
        Assert.That(await retention.StepAsync(Ct), Is.False);
        Assert.That(await retention.StepAsync(Ct), Is.True);
        Assert.That(await _stores.Archive.CountAsync(s_juliet, new(), 9999, Ct), Is.EqualTo(100));
    }

    private async Task AddDaysAsync(int days)
    {
        for (var i = 0; i < days; i++)
        {
            foreach (var account in (Jid[])[s_juliet, s_romeo])
                await Add(await _stores.Archive.FindOwnerAsync(account, Ct) ?? throw new InvalidOperationException(), i);
            _time.Advance(TimeSpan.FromDays(1));
        }
    }

    private Task Add(ArchiveOwner owner, int number) => (_stores.Archive.Add(
        owner, new(s_romeo, null, Encoding.UTF8.GetBytes($"{number}"))) ?? throw new InvalidOperationException()).Task;

    private async Task<string[]> TextsAsync(Jid account) =>
        [.. (await _stores.Archive.ReadAsync(account, new(), Ct))?.Messages.Select(m => Encoding.UTF8.GetString(m.Stanza)) ?? []];

    private async Task RunAsync(
        ArchiveOptions options, HostArchiveOptions? capulet = null, HostArchiveOptions? verona = null, string? gone = null)
    {
        var retention = Retention(options, capulet, verona, gone);
        while (!await retention.StepAsync(Ct))
        {
        }
    }

    private ArchiveRetention Retention(
        ArchiveOptions options, HostArchiveOptions? capulet = null, HostArchiveOptions? verona = null, string? gone = null) => new(
        _stores.Archive,
        new HostTable([.. new[]
        {
            new HostOptions { Name = "capulet.example", Archive = capulet ?? new() },
            new HostOptions { Name = "verona.example", Archive = verona ?? new() },
        }.Where(host => host.Name != gone)]),
        options, _time, new BackgroundWork(NullLogger<BackgroundWork>.Instance, Ct),
        new ServerMetrics(Prometheus.Metrics.NewCustomRegistry()));
}
