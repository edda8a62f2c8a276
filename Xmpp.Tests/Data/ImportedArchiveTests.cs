using System.Xml.Linq;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Data;
using Xmpp.Server.Data.Import;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Archive;
using Xmpp.Storage.Engines;
using Xmpp.Tests.Storage;

namespace Xmpp.Tests.Data;

/// <summary>Archives in any order, with many messages of one time.</summary>
[Case("OPS-03")]
public sealed class ImportedArchiveTests
{
    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly DateTimeOffset s_start = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private TestDatabase _database;
    private IStorageEngine _engine;
    private Stores _stores;

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task SetUpAsync()
    {
        _database = await TestDatabase.CreateAsync(DatabaseKind.SqliteFile);
        _engine = await _database.OpenAsync();
        _stores = new Stores(_engine, _clock);
        await _stores.Accounts.CreateAsync(new(s_juliet, _clock.GetUtcNow(), false, []), Ct);
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        await _engine.DisposeAsync();
        _database.Dispose();
    }

    [Test]
    public async Task No_order_doubles_or_loses_anything()
    {
        // Two of each second, a second apart: the second one has the place behind the first.
        var all = Enumerable.Range(0, 3000).Select(i => (At: s_start.AddSeconds(i / 2), Text: $"{i}")).ToArray();
        var mixed = Enumerable.Range(0, all.Length).Select(i => all[i * 1237 % all.Length]).ToArray();
        Assert.That((await ImportAsync(mixed)).Of(DataKind.Archive, DataOutcome.Created), Is.EqualTo(all.Length));
        foreach (var order in new[] { all, [.. all.Reverse()], mixed })
            Assert.That((await ImportAsync(order)).Of(DataKind.Archive, DataOutcome.Present), Is.EqualTo(all.Length));
        Assert.That(await _stores.Archive.CountAsync(s_juliet, new(), 10_000, Ct), Is.EqualTo(all.Length));
    }

    [Test]
    public async Task Messages_of_one_time_have_an_end()
    {
        var many = Enumerable.Range(0, ArchivePlaces.MostOfOneTime + 600).Select(i => (s_start, $"{i}")).ToArray();
        for (var round = 0; round < 2; round++)
        {
            var report = await ImportAsync(many);
            Assert.That(report.Of(DataKind.Archive, round == 0 ? DataOutcome.Created : DataOutcome.Present), Is.EqualTo(ArchivePlaces.MostOfOneTime));
            Assert.That(report.Of(DataKind.Archive, DataOutcome.Refused), Is.EqualTo(600));
            Assert.That(report.Notes[0], Does.Contain("more than 10000 messages of 2025-01-01T00:00:00"));
        }
    }

    [Test]
    public async Task Only_what_lies_around_the_messages_is_read()
    {
        await ImportAsync([.. Enumerable.Range(0, 5000).Select(i => (s_start.AddSeconds(i), $"{i}"))]);
        var last = ArchiveTime.ToId(s_start.AddSeconds(4999));
        var counted = CountingArchive.Around(_stores.Archive);
        var places = new ArchivePlaces(counted, s_juliet, last);
        foreach (var second in new[] { 0, 2500, 4999 })
        {
            var at = ArchiveTime.ToId(s_start.AddSeconds(second));
            Assert.That(await places.FindAsync(at, [1, 2, 3], Ct), Is.EqualTo((at + 1, false)));
        }
        Assert.That(((CountingArchive)counted).Messages, Is.EqualTo(1002), "a page, and one around each of the others");
    }

    private async Task<DataReport> ImportAsync((DateTimeOffset At, string Text)[] messages)
    {
        var report = new DataReport();
        var options = new ImportOptions
        {
            Hosts = new HashSet<string> { s_juliet.Domain },
            RoomDomains = new HashSet<string>(),
            NodeDomains = new HashSet<string>(),
        };
        var archive = new ImportedArchive(new ImportScope(s_juliet, _stores, options, report, _clock) { IsNew = false }, DataOwnerKind.Account);
        XNamespace client = "jabber:client";
        foreach (var (at, text) in messages)
        {
            var element = new XElement(
                client + "message", new XAttribute("from", "romeo@montague.example"), new XAttribute("to", s_juliet.ToString()), new XElement(client + "body", text));
            Assert.That(Stanza.Read(element, out var message), Is.Null);
            await archive.AddAsync(new DataPart.Archived((Message)message!, at), Ct);
        }
        await archive.FlushAsync(Ct);
        return report;
    }
}
