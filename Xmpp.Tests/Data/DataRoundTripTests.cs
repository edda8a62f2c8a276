using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Data;
using Xmpp.Server.Data.Import;
using Xmpp.Server.Data.Portable;
using Xmpp.Storage;
using Xmpp.Storage.Engines;
using Xmpp.Tests.Certificates;
using Xmpp.Tests.Storage;

namespace Xmpp.Tests.Data;

/// <summary>What is exported here and imported here is the same, table by table; and the second import adds nothing.</summary>
[TestFixture(DatabaseKind.SqliteFile)]
[TestFixture(DatabaseKind.MariaDb)]
[Spec("XEP-0227", "4")]
public sealed class DataRoundTripTests(DatabaseKind kind)
{
    private readonly FakeTimeProvider _clock = new(new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private TemporaryDirectory _folder;
    private TestDatabase _from, _to;
    private IStorageEngine _source, _target;

    private static CancellationToken Ct => TestContext.CurrentContext.CancellationToken;

    [SetUp]
    public async Task SetUpAsync()
    {
        _folder = new TemporaryDirectory();
        _from = await TestDatabase.CreateAsync(kind);
        _to = await TestDatabase.CreateAsync(kind);
        _source = await _from.OpenAsync();
        _target = await _to.OpenAsync();
    }

    [TearDown]
    public async Task TearDownAsync()
    {
        await _source.DisposeAsync();
        await _target.DisposeAsync();
        _from.Dispose();
        _to.Dispose();
        _folder.Dispose();
    }

    [TestCase(1, false)]
    [TestCase(2, true)]
    [TestCase(3, false)]
    public async Task What_comes_back_is_what_went(int seed, bool isSplit)
    {
        await new DataSample(new Stores(_source, _clock), seed).FillAsync(accounts: 4, messages: 1200);
        var path = await ExportAsync(isSplit);
        var report = await ImportAsync(path, ConflictPolicy.Skip);
        Assert.That(report.Notes, Is.Empty);
        Assert.That(report.Of(DataKind.Accounts, DataOutcome.Created), Is.EqualTo(4));
        Assert.That(report.Of(DataKind.Archive, DataOutcome.Created), Is.EqualTo(5 * 1200));
        await AssertSameAsync();
    }

    [Test]
    public async Task A_second_import_changes_nothing([Values("skip", "merge", "replace")] string word)
    {
        await new DataSample(new Stores(_source, _clock), 4).FillAsync(accounts: 2, messages: 700);
        var path = await ExportAsync(isSplit: false);
        await ImportAsync(path, ConflictPolicy.Skip);
        var report = await ImportAsync(path, Enum.Parse<ConflictPolicy>(word, ignoreCase: true));
        foreach (var kind in Enum.GetValues<DataKind>())
        {
            Assert.That(report.Of(kind, DataOutcome.Created), Is.Zero, kind.ToString());
            Assert.That(report.Of(kind, DataOutcome.Replaced), Is.Zero, kind.ToString());
            Assert.That(report.Of(kind, DataOutcome.Conflict), Is.Zero, kind.ToString());
        }
        await AssertSameAsync();
    }

    [Test]
    public async Task A_dry_run_writes_nothing_and_counts_the_same()
    {
        await new DataSample(new Stores(_source, _clock), 5).FillAsync(accounts: 2, messages: 20);
        var path = await ExportAsync(isSplit: false);
        var dry = await ImportAsync(path, ConflictPolicy.Skip, isDryRun: true);
        Assert.That((await TableDump.OfAsync(_target, Ct)).Values.Sum(rows => rows.Count), Is.Zero);
        var real = await ImportAsync(path, ConflictPolicy.Skip);
        Assert.That(real.Lines(), Is.EqualTo(dry.Lines()));
    }

    // Of an import that was cut off no half account is there; the next one brings the rest, and doubles nothing.
    [Test]
    public async Task An_import_that_was_cut_off_is_repeated()
    {
        await new DataSample(new Stores(_source, _clock), 6).FillAsync(accounts: 3, messages: 900);
        var path = await ExportAsync(isSplit: false);
        var whole = await File.ReadAllBytesAsync(path, Ct);
        foreach (var share in new[] { 0.2, 0.5, 0.9 })
        {
            await File.WriteAllBytesAsync(path, whole[..(int)(whole.Length * share)], Ct);
            Assert.That(() => ImportAsync(path, ConflictPolicy.Skip), Throws.TypeOf<DataException>());
        }
        await File.WriteAllBytesAsync(path, whole, Ct);
        await ImportAsync(path, ConflictPolicy.Skip);
        await AssertSameAsync();
    }

    private async Task<string> ExportAsync(bool isSplit)
    {
        var path = _folder[isSplit ? "export" : "export.xml"];
        using var writer = isSplit ? PortableWriter.ToFolder(path) : PortableWriter.ToFile(path);
        await new StoreExporter(new Stores(_source, _clock), writer).ExportHostAsync(
            DataSample.Host, $"conference.{DataSample.Host}", $"pubsub.{DataSample.Host}", Ct);
        writer.Complete();
        return path;
    }

    private async Task<DataReport> ImportAsync(string path, ConflictPolicy policy, bool isDryRun = false)
    {
        var report = new DataReport();
        var options = new ImportOptions
        {
            Conflict = policy,
            IsDryRun = isDryRun,
            Hosts = new HashSet<string> { DataSample.Host },
            RoomDomains = new HashSet<string> { $"conference.{DataSample.Host}" },
            NodeDomains = new HashSet<string> { $"pubsub.{DataSample.Host}" },
        };
        var importer = new StoreImporter(new Stores(_target, _clock), options, report, _clock);
        await new PortableReader(importer, report, new PortableLimits()).ReadAsync(path, Ct);
        return report;
    }

    private async Task AssertSameAsync()
    {
        var (before, after) = (await TableDump.OfAsync(_source, Ct), await TableDump.OfAsync(_target, Ct));
        Assert.That(after.Keys, Is.EqualTo(before.Keys));
        foreach (var (table, rows) in before)
        {
            Assert.That(after[table], Has.Count.EqualTo(rows.Count), table);
            // One row is enough to see what is wrong.
            Assert.That(after[table].Zip(rows).FirstOrDefault(pair => pair.First != pair.Second), Is.EqualTo(default((string, string))), table);
        }
        Assert.That(before["archive_messages"], Is.Not.Empty);
    }
}
