using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Archive;
using Xmpp.Server.Observability;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Archive;
using Xmpp.Storage.Engines;
using Xmpp.Tests.Storage;

namespace Xmpp.Tests.Features.Archive;

[Spec("XEP-0431", "3.2")]
public class ArchiveSearchTests
{
    private static readonly Jid s_owner = Jid.Parse("juliet@capulet.example");
    private static readonly Jid s_romeo = Jid.Parse("romeo@verona.example/garden");

    [TestCase("", "1 2 3", "1 2 3")]
    [TestCase("1 3 5 7", "1 2 3 7 9", "1 3 7")]
    [TestCase("1 2", "3 4", "")]
    [TestCase("3 4", "1 2 4", "4")]
    [TestCase("1", "", "")]
    public void What_is_in_both(string some, string others, string expected) =>
        Assert.That(ArchiveSearch.Both(some.Length == 0 ? null : Ids(some), Ids(others)), Is.EqualTo(Ids(expected)));

    [Test, CancelAfter(30_000)]
    public async Task Who_searches_an_archive_that_takes_long_to_read_in_is_told_to_wait(CancellationToken ct)
    {
        using var database = await TestDatabase.CreateAsync(DatabaseKind.SqliteMemory);
        await using var engine = await database.OpenAsync();
        var stores = await FillAsync(engine, 1, ct);
        using var search = Search(stores, new ArchiveOptions { FullTextWait = TimeSpan.FromMilliseconds(1) });
        var gate = await StorageGate.OfWriterAsync(engine);
        var (page, error) = await search.ReadAsync(s_owner, s_owner, new ArchiveQuery(), SearchTerms.Read("light"), ct);
        Assert.That((page, error), Is.EqualTo(((ArchivePage?)null, StanzaError.ResourceConstraint)));
        await gate.OpenAsync();
        while (error is not null)
            (page, error) = await search.ReadAsync(s_owner, s_owner, new ArchiveQuery(), SearchTerms.Read("light"), ct);
        Assert.That(page?.Messages, Has.Count.EqualTo(1), "it went on behind her back");
    }

    [Test]
    public async Task A_resource_that_never_spoke_costs_no_reading_and_what_leaves_few_of_very_many_is_refused()
    {
        using var database = await TestDatabase.CreateAsync(DatabaseKind.SqliteMemory);
        await using var engine = await database.OpenAsync();
        var stores = await FillAsync(engine, 10_001, CancellationToken.None);
        using var search = Search(stores, new ArchiveOptions { FullTextWait = TimeSpan.FromMinutes(1) });
        var query = new ArchiveQuery { With = s_romeo.Bare };
        var all = await search.ReadAsync(s_owner, s_owner, query, SearchTerms.Read("light"), CancellationToken.None);
        Assert.That((all.Page?.Messages.Count, all.Page?.IsComplete), Is.EqualTo(((int?)100, (bool?)false)));
        query = query with { With = Jid.Parse("romeo@verona.example/elsewhere") };
        var (page, error) = await search.ReadAsync(s_owner, s_owner, query, SearchTerms.Read("light"), CancellationToken.None);
        Assert.That((page?.Messages.Count, page?.IsComplete, error), Is.EqualTo(((int?)0, (bool?)true, (StanzaError?)null)));
        var count = await search.CountAsync(s_owner, s_owner, query, SearchTerms.Read("light"), 11, CancellationToken.None);
        Assert.That(count, Is.EqualTo((0, (StanzaError?)null)));
    }

    [Test]
    public async Task An_index_that_names_very_many_others_is_not_half_applied()
    {
        using var database = await TestDatabase.CreateAsync(DatabaseKind.SqliteMemory);
        await using var engine = await database.OpenAsync();
        var stores = await FillAsync(engine, 10_001, CancellationToken.None);
        stores.ArchiveIndex.WordsOf = static _ => ["dark"];
        using var search = Search(stores, new ArchiveOptions { FullTextWait = TimeSpan.FromMinutes(1) });
        var (page, error) = await search.ReadAsync(s_owner, s_owner, new ArchiveQuery(), SearchTerms.Read("dark"), CancellationToken.None);
        Assert.That((page, error), Is.EqualTo(((ArchivePage?)null, StanzaError.PolicyViolation)));
        var count = await search.CountAsync(s_owner, s_owner, new ArchiveQuery(), SearchTerms.Read("dark"), 11, CancellationToken.None);
        Assert.That(count, Is.EqualTo((11, (StanzaError?)null)));
    }

    [Test, CancelAfter(30_000)]
    public async Task Who_asks_has_one_search_at_a_time(CancellationToken ct)
    {
        using var database = await TestDatabase.CreateAsync(DatabaseKind.SqliteMemory);
        await using var engine = await database.OpenAsync();
        var stores = await FillAsync(engine, 1, ct);
        using var search = Search(stores, new ArchiveOptions { FullTextWait = TimeSpan.FromMinutes(1) });
        var gate = await StorageGate.OfWriterAsync(engine);
        var first = ReadAsync(s_owner);
        var other = ReadAsync(s_romeo);
        Assert.That((await ReadAsync(s_owner)).Error, Is.EqualTo(StanzaError.ResourceConstraint));
        var count = await search.CountAsync(s_owner, s_owner, new ArchiveQuery(), SearchTerms.Read("light"), 11, ct);
        Assert.That(count.Error, Is.EqualTo(StanzaError.ResourceConstraint));
        await gate.OpenAsync();
        Assert.That((await first).Page?.Messages, Has.Count.EqualTo(1));
        Assert.That((await other).Page?.Messages, Has.Count.EqualTo(1));
        Assert.That((await ReadAsync(s_owner)).Page?.Messages, Has.Count.EqualTo(1), "the first is over");

        Task<(ArchivePage? Page, StanzaError? Error)> ReadAsync(Jid asker) =>
            search.ReadAsync(asker, s_owner, new ArchiveQuery(), SearchTerms.Read("light"), ct).AsTask();
    }

    [Test, CancelAfter(30_000)]
    public async Task Large_archives_do_not_keep_the_places_for_themselves(CancellationToken ct)
    {
        using var database = await TestDatabase.CreateAsync(DatabaseKind.SqliteMemory);
        await using var engine = await database.OpenAsync();
        var stores = new Stores(engine, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var background = new BackgroundWork(NullLogger<BackgroundWork>.Instance, stop.Token);
        using var search = new ArchiveSearch(
            stores.Archive, new EndlessIndex("large", stores.ArchiveIndex), new ArchiveOptions { FullTextWait = TimeSpan.FromSeconds(10) }, background);
        var large = new[] { "large1@a.example", "large2@a.example", "large3@a.example" }.Select(ReadAsync).ToList();
        Assert.That((await ReadAsync("small@a.example")).Error, Is.Null);
        await stop.CancelAsync();
        while (background.Running > 0)
            await Task.Yield();
        Assert.That(large.Any(task => task.IsCompletedSuccessfully), Is.False);

        Task<(ArchivePage? Page, StanzaError? Error)> ReadAsync(string owner) => search.ReadAsync(
            Jid.Parse(owner), Jid.Parse(owner), new ArchiveQuery(), SearchTerms.Read("light"), ct).AsTask();
    }

    private sealed class EndlessIndex(string endless, IArchiveIndex index) : IArchiveIndex
    {
        public Func<byte[], IReadOnlyCollection<string>> WordsOf { get; set; } = static _ => [];

        public async Task<bool> AddNextAsync(Jid account, CancellationToken ct)
        {
            await Task.Yield();
            return !account.ToString().StartsWith(endless, StringComparison.Ordinal);
        }

        public Task<long[]> FindAsync(Jid account, string word, bool isBeginning, long first, long last, CancellationToken ct) =>
            index.FindAsync(account, word, isBeginning, first, last, ct);

        public Task<long[]> FindWithAsync(Jid account, Jid contact, long first, long last, CancellationToken ct) =>
            index.FindWithAsync(account, contact, first, last, ct);
    }

    [Test]
    public async Task What_the_index_names_and_does_not_have_the_word_is_no_result()
    {
        using var database = await TestDatabase.CreateAsync(DatabaseKind.SqliteMemory);
        await using var engine = await database.OpenAsync();
        var stores = await FillAsync(engine, 2, CancellationToken.None);
        stores.ArchiveIndex.WordsOf = static _ => ["light", "dark"];
        using var search = Search(stores, new ArchiveOptions());
        var light = await search.ReadAsync(s_owner, s_owner, new ArchiveQuery(), SearchTerms.Read("light"), CancellationToken.None);
        var dark = await search.ReadAsync(s_owner, s_owner, new ArchiveQuery(), SearchTerms.Read("dark"), CancellationToken.None);
        Assert.That((light.Page?.Messages.Count, dark.Page?.Messages.Count), Is.EqualTo(((int?)2, (int?)0)));
    }

    private static async Task<Stores> FillAsync(IStorageEngine engine, int messages, CancellationToken ct)
    {
        var stores = new Stores(engine, TimeProvider.System);
        stores.ArchiveIndex.WordsOf = MessageWords.Of;
        var stanza = Encoding.UTF8.GetBytes("<message xmlns='jabber:client'><body>light</body></message>");
        await stores.Archive.ImportAsync(
            s_owner, [.. Enumerable.Range(1, messages).Select(i => ((long)i, new ArchiveEntry(s_romeo, null, stanza)))], ct);
        return stores;
    }

    private static ArchiveSearch Search(Stores stores, ArchiveOptions options) => new(
        stores.Archive, stores.ArchiveIndex, options,
        new BackgroundWork(NullLogger<BackgroundWork>.Instance, CancellationToken.None));

    private static long[] Ids(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(id => long.Parse(id, System.Globalization.CultureInfo.InvariantCulture))];
}
