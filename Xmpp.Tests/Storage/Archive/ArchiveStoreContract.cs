using System.Text;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Archive;
using Xmpp.Storage.Engines;

namespace Xmpp.Tests.Storage.Archive;

[Spec("XEP-0313", "3")]
public sealed class ArchiveStoreContract(DatabaseKind kind) : StoreContract(kind)
{
    private static readonly Jid Romeo = Jid.Parse("romeo@example.net/orchard");

    private IArchiveStore Archive => Stores.Archive;

    [Test]
    public async Task Who_has_no_account_has_no_archive()
    {
        Assert.That(await Archive.FindOwnerAsync(NewAccount(), Ct), Is.Null);
        var account = await CreateAsync();
        Assert.That((await Archive.FindOwnerAsync(account, Ct))?.Account, Is.EqualTo(account));
        Assert.That(await Archive.FindEndsAsync(account, Ct), Is.Null);
        Assert.That((await ReadAsync(account, new())).IsComplete, Is.True);
    }

    [Test, Case("MAM-05")]
    public async Task Ids_are_the_time_and_grow_though_the_clock_stands_or_goes_back()
    {
        var account = await CreateAsync();
        var now = Clock.GetUtcNow();
        var ids = new List<long>();
        for (var i = 0; i < 10; i++)
        {
            Clock.AdjustTime(now.AddMinutes(-i / 3));
            ids.Add(await AddAsync(account, $"m{i}"));
        }
        Clock.AdjustTime(now);
        Assert.That(ids, Is.Ordered.Ascending.And.Unique);
        Assert.That(ids[^1] - ids[0], Is.LessThan(1000), "a clock that goes back holds the ids up, no more");
        Assert.That(ArchiveTime.FromId(ids[0]), Is.EqualTo(now).Within(TimeSpan.FromSeconds(1)));
        Assert.That(await TextsAsync(account, new()), Is.EqualTo(Enumerable.Range(0, 10).Select(i => $"m{i}")));
    }

    [Test, Case("MAM-05")]
    public async Task Ids_go_on_after_a_restart_with_a_clock_that_was_set_back()
    {
        if (!IsKept)
            Assert.Pass("a database in memory has no restart");
        var (account, other) = (await CreateAsync(), await CreateAsync());
        var now = Clock.GetUtcNow();
        var before = await AddAsync(account, "before");
        await RestartAsync();
        Clock.AdjustTime(now.AddDays(-1));
        var after = await AddAsync(account, "after");
        var others = await AddAsync(other, "other");
        Clock.AdjustTime(now);
        Assert.That(after, Is.EqualTo(before + 1));
        Assert.That(ArchiveTime.FromId(others), Is.LessThan(now), "one account's future is not everybody's");
        Assert.That(await TextsAsync(account, new()), Is.EqualTo((string[])["before", "after"]));
    }

    [Test, Case("MAM-05"), Case("RTE-07")]
    public async Task A_reader_that_pages_while_others_write_misses_nothing_and_sees_nothing_twice()
    {
        const int Senders = 5, Each = 200;
        var account = await CreateAsync();
        var owner = await OwnerAsync(account);
        var writing = Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            var writes = new List<Task>();
            for (var i = 0; i < Each; i++)
            {
                writes.Add(Add(owner, $"{sender}:{i}").Task);
                if (i % 7 == 0)
                    await writes[^1];
            }
            await Task.WhenAll(writes);
        })));
        var seen = new List<ArchivedMessage>();
        while (true)
        {
            var isLast = writing.IsCompleted;
            var page = await ReadAsync(account, new() { First = seen.Count == 0 ? 0 : seen[^1].Id + 1, MaxMessages = 7 });
            seen.AddRange(page.Messages);
            if (isLast && page.IsComplete)
                break;
        }
        await writing;
        Assert.That(seen, Has.Count.EqualTo(Senders * Each));
        Assert.That(seen.Select(m => m.Id), Is.Ordered.Ascending.And.Unique);
        for (var sender = 0; sender < Senders; sender++)
        {
            var texts = seen.Select(Text).Where(t => t.StartsWith($"{sender}:", StringComparison.Ordinal));
            Assert.That(texts, Is.EqualTo(Enumerable.Range(0, Each).Select(i => $"{sender}:{i}")));
        }

        var back = new List<ArchivedMessage>();
        for (var isComplete = false; !isComplete;)
        {
            var page = await ReadAsync(
                account, new() { Last = back.Count == 0 ? long.MaxValue : back[0].Id - 1, MaxMessages = 7, IsFromEnd = true });
            back.InsertRange(0, page.Messages);
            isComplete = page.IsComplete;
        }
        Assert.That(back.Select(m => m.Id), Is.EqualTo(seen.Select(m => m.Id)));
    }

    [Test, Case("MAM-07")]
    public async Task With_compares_octet_by_octet()
    {
        var account = await CreateAsync();
        var owner = await OwnerAsync(account);
        foreach (var contact in HostileContacts)
            await Add(owner, contact, Jid.Parse(contact)).Task;
        var byBare = HostileContacts.ToLookup(c => Jid.Parse(c).Bare);
        foreach (var contact in HostileContacts.Select(Jid.Parse))
        {
            var expected = contact.IsFull ? [contact.ToString()] : byBare[contact].ToArray();
            foreach (var isFromEnd in (bool[])[false, true])
            {
                var texts = await TextsAsync(account, new() { With = contact, IsFromEnd = isFromEnd });
                Assert.That(texts, Is.EqualTo(expected), contact.ToString());
            }
            Assert.That(await Archive.CountAsync(account, new() { With = contact }, 100, Ct), Is.EqualTo(expected.Length));
        }
    }

    [Test, Spec("XEP-0059", "2")]
    public async Task Pages_end_where_they_are_full()
    {
        var account = await CreateAsync();
        foreach (var text in (string[])["aaaa", "bbbb", "cccc", "dddd"])
            await AddAsync(account, text);
        await ExpectAsync(new() { MaxMessages = 2 }, false, "aaaa", "bbbb");
        await ExpectAsync(new() { MaxMessages = 4 }, true, "aaaa", "bbbb", "cccc", "dddd");
        await ExpectAsync(new() { MaxMessages = 2, IsFromEnd = true }, false, "cccc", "dddd");
        await ExpectAsync(new() { MaxBytes = 8 }, false, "aaaa", "bbbb");
        await ExpectAsync(new() { MaxBytes = 8, IsFromEnd = true }, false, "cccc", "dddd");
        await ExpectAsync(new() { MaxBytes = 8, BytesPerMessage = 3 }, false, "aaaa");
        await ExpectAsync(new() { MaxBytes = 1 }, false, "aaaa");
        await ExpectAsync(new() { MaxBytes = 16 }, true, "aaaa", "bbbb", "cccc", "dddd");
        await ExpectAsync(new() { First = 5, Last = 4 }, true);

        async Task ExpectAsync(ArchiveQuery query, bool isComplete, params string[] texts)
        {
            var page = await ReadAsync(account, query);
            Assert.That(page.Messages.Select(Text), Is.EqualTo(texts));
            Assert.That(page.IsComplete, Is.EqualTo(isComplete));
        }
    }

    [Test, Case("MAM-04")]
    public async Task A_mark_must_be_there_and_ids_are_of_one_archive()
    {
        var (account, other) = (await CreateAsync(), await CreateAsync());
        var first = await AddAsync(account, "1");
        await AddAsync(account, "2", Jid.Parse("nurse@example.net"));
        var third = await AddAsync(account, "3");
        var foreign = await AddAsync(other, "x");
        Assert.That(await TextsAsync(account, new() { Ids = [third, first, third] }), Is.EqualTo((string[])["1", "3"]));
        Assert.That(await TextsAsync(account, new() { Ids = [third, first], With = Romeo, IsFromEnd = true, MaxMessages = 1 }),
            Is.EqualTo((string[])["3"]));
        Assert.That(await TextsAsync(account, new() { Ids = [] }), Is.Empty);
        Assert.That(await Archive.CountAsync(account, new() { Ids = [first, foreign] }, 10, Ct), Is.EqualTo(1));
        Assert.That(await TextsAsync(account, new() { Marks = [first, third], With = Jid.Parse("nurse@example.net") }),
            Is.EqualTo((string[])["2"]));
        Assert.That(await Archive.ReadAsync(account, new() { Marks = [first, foreign] }, Ct), Is.Null);
        Assert.That(await Archive.CountAsync(account, new() { Marks = [0] }, 10, Ct), Is.Null);
    }

    [Test, Spec("XEP-0059", "2.7")]
    public async Task Counting_ends_at_the_limit()
    {
        var account = await CreateAsync();
        for (var i = 0; i < 5; i++)
            await AddAsync(account, "x");
        Assert.That(await Archive.CountAsync(account, new(), 10, Ct), Is.EqualTo(5));
        Assert.That(await Archive.CountAsync(account, new(), 3, Ct), Is.EqualTo(3));
        Assert.That(await Archive.CountAsync(account, new() { With = Romeo.Bare }, 10, Ct), Is.EqualTo(5));
        Assert.That(await Archive.CountAsync(account, new() { First = long.MaxValue }, 10, Ct), Is.Zero);
    }

    [Test, Case("MAM-10")]
    public async Task Preferences_are_current_at_once_and_stay()
    {
        var account = await CreateAsync();
        Assert.That((await OwnerAsync(account)).Preferences, Is.Null);
        var wanted = new ArchivePreferences(
            ArchivePolicy.Roster, [Romeo], [.. HostileContacts.Select(Jid.Parse)]);
        await Archive.SetPreferencesAsync(account, wanted, Ct);
        ExpectSame((await OwnerAsync(account)).Preferences, wanted);
        if (IsKept)
            await RestartAsync();
        ExpectSame((await OwnerAsync(account)).Preferences, wanted);
        await Archive.SetPreferencesAsync(account, new(ArchivePolicy.Never, [], []), Ct);
        ExpectSame((await OwnerAsync(account)).Preferences, new(ArchivePolicy.Never, [], []));

        static void ExpectSame(ArchivePreferences? found, ArchivePreferences expected)
        {
            Assert.That(found?.Default, Is.EqualTo(expected.Default));
            Assert.That(found?.Always, Is.EqualTo(expected.Always).AsCollection);
            Assert.That(found?.Never, Is.EqualTo(expected.Never).AsCollection);
        }
    }

    [Test, Case("MAM-10")]
    public async Task Preferences_that_are_set_while_they_are_loaded_win()
    {
        for (var i = 0; i < 30; i++)
        {
            var account = await CreateAsync();
            var wanted = new ArchivePreferences(ArchivePolicy.Never, [], []);
            var loading = Enumerable.Range(0, 4).Select(_ => Task.Run(async () => await OwnerAsync(account))).ToList();
            await Archive.SetPreferencesAsync(account, wanted, Ct);
            await Task.WhenAll(loading);
            Assert.That((await OwnerAsync(account)).Preferences?.Default, Is.EqualTo(ArchivePolicy.Never));
        }
    }

    [Test, Spec("XEP-0424", "4")]
    public async Task A_message_is_found_by_its_id_and_replaced_in_its_place()
    {
        var account = await CreateAsync();
        var owner = await OwnerAsync(account);
        await Add(owner, "one", Romeo, "a").Task;
        var second = Add(owner, "two", Romeo, "b");
        await second.Task;
        await Add(owner, "three", Jid.Parse("nurse@example.net"), "b").Task;
        await Add(owner, "four", Romeo, null).Task;
        var found = await Archive.FindMessagesAsync(account, Romeo, "b", Ct);
        Assert.That(found.Select(Text), Is.EqualTo((string[])["two"]));
        Assert.That(await Archive.FindMessagesAsync(account, Romeo, "c", Ct), Is.Empty);
        Assert.That(await Archive.FindMessagesAsync(account, Romeo, "' OR 1=1 --", Ct), Is.Empty);
        await Archive.ReplaceAsync(account, found[0].Id, "gone"u8.ToArray(), Ct);
        var after = await ReadAsync(account, new());
        Assert.That(after.Messages.Select(Text), Is.EqualTo((string[])["one", "gone", "three", "four"]));
        Assert.That(after.Messages[1].Id, Is.EqualTo(second.Id));
    }

    [TestCase(0)]
    [TestCase(70_000)]
    [TestCase(2_000_000)]
    public async Task Stanza_of_any_size_comes_back(int size)
    {
        var account = await CreateAsync();
        var stanza = new byte[size];
        for (var i = 0; i < size; i++)
            stanza[i] = (byte)(i * 31);
        await (Archive.Add(await OwnerAsync(account), new(Romeo, "m", stanza)) ?? throw new InvalidOperationException()).Task;
        Assert.That((await ReadAsync(account, new())).Messages[0].Stanza, Is.EqualTo(stanza));
    }

    [Test, Spec("XEP-0313", "3.2")]
    public async Task The_oldest_go_first_in_small_steps()
    {
        var account = await CreateAsync();
        var ids = new List<long>();
        for (var i = 0; i < 10; i++)
            ids.Add(await AddAsync(account, $"{i}"));
        Assert.That(await Archive.DeleteOldestAsync(account, ids[5], 3, Ct), Is.EqualTo(3));
        Assert.That(await Archive.DeleteOldestAsync(account, ids[5], 3, Ct), Is.EqualTo(2));
        Assert.That(await Archive.DeleteOldestAsync(account, ids[5], 3, Ct), Is.Zero);
        Assert.That(await Archive.FindOldestOfNewestAsync(account, 3, Ct), Is.EqualTo(ids[7]));
        Assert.That(await Archive.FindOldestOfNewestAsync(account, 5, Ct), Is.Null);
        Assert.That(await Archive.FindEndsAsync(account, Ct), Is.EqualTo((ids[5], ids[9])));
        Assert.That(await Archive.ClearAsync(account, Ct), Is.EqualTo(5));
        Assert.That(await AddAsync(account, "new"), Is.GreaterThan(ids[9]), "no id comes twice");
    }

    [Test]
    public async Task Accounts_with_messages_are_found_one_after_the_other()
    {
        var accounts = new List<Jid>();
        for (var i = 0; i < 3; i++)
        {
            accounts.Add(await CreateAsync());
            await AddAsync(accounts[^1], "x");
            await AddAsync(accounts[^1], "y");
        }
        var found = new List<Jid>();
        for (Jid? at = null; (at = await Archive.FindNextOwnerAsync(at, Ct)) is not null;)
            found.Add(at);
        Assert.That(found, Is.Unique.And.SupersetOf(accounts));
    }

    [Test, Case("OPS-08")]
    public async Task Nothing_comes_into_an_archive_that_is_erased()
    {
        var account = await CreateAsync();
        var owner = await OwnerAsync(account);
        var last = Add(owner, "on its way");
        await Stores.EraseAsync(account, Ct);
        await last.Task;
        Assert.That(Archive.Add(owner, new(Romeo, null, [])), Is.Null);
        Assert.That(await Archive.FindOwnerAsync(account, Ct), Is.Null);
        await CreateAsync(account);
        Assert.That(await TextsAsync(account, new()), Is.Empty);
        await AddAsync(account, "of the next one");
        Assert.That(await TextsAsync(account, new()), Is.EqualTo((string[])["of the next one"]));
    }

    [Test]
    public async Task Accounts_beyond_the_cache_are_loaded_again()
    {
        var small = new ArchiveStore(Engine, Clock, cachedOwners: 2);
        var accounts = new List<Jid>();
        for (var i = 0; i < 9; i++)
            accounts.Add(await CreateAsync());
        for (var round = 0; round < 3; round++)
        {
            foreach (var account in accounts)
            {
                var owner = await small.FindOwnerAsync(account, Ct) ?? throw new InvalidOperationException();
                await (small.Add(owner, new(Romeo, null, Encoding.UTF8.GetBytes($"{round}"))) ?? throw new InvalidOperationException()).Task;
            }
        }
        foreach (var account in accounts)
            Assert.That(await TextsAsync(account, new()), Is.EqualTo((string[])["0", "1", "2"]));
    }

    /// <summary>A page costs the same wherever it is: no statement reads more than a range of a key, and none sorts.</summary>
    [Test, Spec("XEP-0059", "2.2")]
    public async Task Every_page_is_one_range_of_a_key()
    {
        ArchiveQuery[] queries = [new(), new() { With = Romeo.Bare }, new() { With = Romeo }];
        foreach (var query in queries.SelectMany(q => (ArchiveQuery[])[q, q with { IsFromEnd = true }]))
        {
            var plan = await PlanAsync(ArchiveReader.TextFor(Engine.Kind, query));
            Assert.That(plan, Does.Not.Contain("SCAN ").And.Not.Contain("TEMP B-TREE").And.Not.Contain("filesort"), plan);
            Assert.That(plan, Does.Contain(query.With is null ? "PRIMARY" : "archive_messages_contact"), plan);
        }
    }

    private async Task<string> PlanAsync(string sql)
    {
        // CA1857: the text of the store itself.
#pragma warning disable CA1857
        if (Engine.Kind == EngineKind.Sqlite)
        {
            var steps = await Engine.ReadAsync(
                async (session, ct) => await session.QueryAsync<(long, long, long, string Detail)>(
                    "EXPLAIN QUERY PLAN " + Literal(sql), null, ct),
                Ct);
            return string.Join("; ", steps.Select(s => s.Detail)).Replace("PRIMARY KEY", "PRIMARY", StringComparison.Ordinal);
        }
        var account = await CreateAsync();
        for (var i = 0; i < 50; i++)
            await AddAsync(account, $"{i}", i % 2 == 0 ? Romeo : Jid.Parse($"c{i}@example.net"));
        var rows = await Engine.ReadAsync(
            (session, ct) => session.QueryAsync<dynamic>("EXPLAIN FORMAT=TRADITIONAL " + Literal(sql), null, ct), Ct);
        return string.Join("; ", rows.Select(row => $"{row.type} {row.key} {row.Extra}"));
#pragma warning restore CA1857
    }

    private static string Literal(string sql)
    {
        string[] values = ["'a@example.org'", "0", "9223372036854775806", "101", $"{ArchiveKeys.OfJid(Romeo.Bare)}", "'romeo@example.net'", "'orchard'"];
        for (var i = 0; i < values.Length; i++)
            sql = sql.Replace($"@{i}", values[i], StringComparison.Ordinal);
        return sql;
    }

    private async Task<Jid> CreateAsync(Jid? name = null)
    {
        var account = name ?? NewAccount();
        await Stores.Accounts.CreateAsync(new(account, Clock.GetUtcNow(), false, [new(ScramHash.Sha256, 4096, [1], [2], [3])]), Ct);
        return account;
    }

    private async Task<ArchiveOwner> OwnerAsync(Jid account) =>
        await Archive.FindOwnerAsync(account, Ct) ?? throw new InvalidOperationException("no account");

    private ArchiveWrite Add(ArchiveOwner owner, string text, Jid? contact = null, string? id = "id") =>
        Archive.Add(owner, new(contact ?? Romeo, id, Encoding.UTF8.GetBytes(text))) ?? throw new InvalidOperationException("gone");

    private async Task<long> AddAsync(Jid account, string text, Jid? contact = null)
    {
        var write = Add(await OwnerAsync(account), text, contact);
        await write.Task;
        return write.Id;
    }

    private async Task<ArchivePage> ReadAsync(Jid account, ArchiveQuery query) =>
        await Archive.ReadAsync(account, query, Ct) ?? throw new InvalidOperationException("a mark is missing");

    private async Task<string[]> TextsAsync(Jid account, ArchiveQuery query) =>
        [.. (await ReadAsync(account, query)).Messages.Select(Text)];

    private static string Text(ArchivedMessage message) => Encoding.UTF8.GetString(message.Stanza);
}
