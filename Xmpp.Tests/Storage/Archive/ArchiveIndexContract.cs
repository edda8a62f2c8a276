using System.Text;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Tests.Storage.Archive;

[Spec("XEP-0431", "2.2")]
public sealed class ArchiveIndexContract(DatabaseKind kind) : StoreContract(kind)
{
    private static readonly Jid s_romeo = Jid.Parse("romeo@example.net");

    [Test]
    public async Task Words_are_found_where_they_are_and_by_their_beginning()
    {
        var account = await CreateAsync();
        var ids = await AddAsync(account, "what light", "light breaks", "lightning");
        await ReadInAsync(account);
        Assert.That(await FindAsync(account, "light"), Is.EqualTo(ids[..2]));
        Assert.That(await FindAsync(account, "light", isBeginning: true), Is.EqualTo(ids));
        Assert.That(await FindAsync(account, "ligh"), Is.Empty);
        Assert.That(await FindAsync(account, "lightnings", isBeginning: true), Is.Empty);
        Assert.That(await Stores.ArchiveIndex.FindAsync(account, "light", true, ids[1], ids[1], Ct), Is.EqualTo(ids[1..2]));
    }

    [Test]
    public async Task What_came_since_is_read_in_the_next_time_and_nothing_twice()
    {
        var account = await CreateAsync();
        Assert.That(await Stores.ArchiveIndex.AddNextAsync(account, Ct), Is.True, "an empty archive is read in at once");
        var ids = await AddAsync(account, "one");
        await ReadInAsync(account);
        ids = [.. ids, .. await AddAsync(account, "one more")];
        Assert.That(await FindAsync(account, "one"), Is.EqualTo(ids[..1]));
        await ReadInAsync(account);
        await ReadInAsync(account);
        Assert.That(await FindAsync(account, "one"), Is.EqualTo(ids));
    }

    [Test]
    public async Task A_long_archive_is_read_in_piece_by_piece()
    {
        var account = await CreateAsync();
        var ids = await AddAsync(account, [.. Enumerable.Range(0, 600).Select(i => i % 2 == 0 ? $"even n{i}" : $"odd n{i}")]);
        Assert.That(await ReadInAsync(account), Is.GreaterThan(1));
        Assert.That(await FindAsync(account, "even"), Is.EqualTo(ids.Where((_, i) => i % 2 == 0)));
        Assert.That(await FindAsync(account, "n599"), Is.EqualTo(ids[599..]));
    }

    [Test]
    public async Task Who_searches_often_has_few_pieces()
    {
        var account = await CreateAsync();
        var ids = new List<long>();
        for (var i = 0; i < 40; i++)
        {
            ids.AddRange(await AddAsync(account, $"each n{i}"));
            await ReadInAsync(account);
        }
        Assert.That(await FindAsync(account, "each"), Is.EqualTo(ids));
        Assert.That(await FindAsync(account, "n17"), Is.EqualTo(ids[17..18]));
        Assert.That(await CountAsync(account, "archive_pieces"), Is.LessThanOrEqualTo(6));
        await Stores.Archive.ReplaceAsync(account, ids[17], "tombstone"u8.ToArray(), Ct);
        await Stores.Archive.DeleteOldestAsync(account, ids[10], 100, Ct);
        Assert.That(await FindAsync(account, "each"), Is.EqualTo(ids.Where((_, i) => i is >= 10 and not 17)));
        Assert.That(await FindAsync(account, "n17"), Is.Empty);
    }

    [Test]
    public async Task A_step_writes_only_so_many_words()
    {
        var account = await CreateAsync();
        var ids = await AddAsync(account, [.. Enumerable.Range(0, 25).Select(i => "each " + Many(400, $"m{i}n"))]);
        Assert.That(await Stores.ArchiveIndex.AddNextAsync(account, Ct), Is.False);
        Assert.That(await CountAsync(account), Is.EqualTo((12 * 400) + 1));
        Assert.That(await ReadInAsync(account), Is.EqualTo(2));
        Assert.That(await FindAsync(account, "each"), Is.EqualTo(ids));
        Assert.That(await FindAsync(account, "m24n399"), Is.EqualTo(ids[24..]));
    }

    [Test]
    public async Task Pieces_of_many_words_do_not_become_one()
    {
        var account = await CreateAsync();
        for (var i = 0; i < 4; i++)
        {
            await AddAsync(account, Many(2000, $"m{i}n"));
            await ReadInAsync(account);
        }
        Assert.That(await CountAsync(account, "archive_pieces"), Is.EqualTo(2));
        Assert.That(await FindAsync(account, "m", isBeginning: true), Has.Length.EqualTo(4));
    }

    [Test, CancelAfter(60_000)]
    public async Task Words_are_read_while_others_write_and_a_message_that_changed_meanwhile_is_read_again()
    {
        var account = await CreateAsync();
        var ids = await AddAsync(account, "wrong", "right");
        var isChanged = false;
        Stores.ArchiveIndex.WordsOf = stanza =>
        {
            if (!isChanged)
            {
                isChanged = true;
                using var done = new ManualResetEventSlim();
                _ = Task.Run(async () =>
                {
                    await Stores.Archive.ReplaceAsync(account, ids[0], "tombstone"u8.ToArray(), Ct);
                    done.Set();
                });
                Assert.That(done.Wait(TimeSpan.FromSeconds(10)), Is.True);
            }
            return WordsOf(stanza);
        };
        await ReadInAsync(account);
        Assert.That(await FindAsync(account, "wrong"), Is.Empty);
        Assert.That(await FindAsync(account, "tombstone"), Is.EqualTo(ids[..1]));
        Assert.That(await FindAsync(account, "right"), Is.EqualTo(ids[1..]));
    }

    [Test]
    public async Task Nobody_finds_the_words_of_others()
    {
        var (account, other) = (await CreateAsync(), await CreateAsync());
        await AddAsync(account, "secret");
        await ReadInAsync(account);
        await ReadInAsync(other);
        Assert.That(await FindAsync(other, "secret", isBeginning: true), Is.Empty);
    }

    [Test]
    public async Task What_is_put_in_a_messages_place_has_taken_its_words_away()
    {
        var account = await CreateAsync();
        var ids = await AddAsync(account, "wrong and more", "wrong", "other");
        await ReadInAsync(account);
        await Stores.Archive.ReplaceAsync(account, ids[0], "tombstone"u8.ToArray(), Ct);
        Assert.That(await FindAsync(account, "wrong"), Is.EqualTo(ids[1..2]));
        Assert.That(await FindAsync(account, "more"), Is.Empty);
        Assert.That(await CountAsync(account), Is.EqualTo(2));
        await Stores.Archive.ReplaceAsync(account, ids[1], "tombstone"u8.ToArray(), Ct);
        Assert.That(await CountAsync(account), Is.EqualTo(1));
        await Stores.Archive.RemoveAsync(account, ids[2], Ct);
        Assert.That(await CountAsync(account), Is.Zero);
        Assert.That((await Stores.Archive.ReadAsync(account, new(), Ct))?.Messages.Select(m => m.Id), Is.EqualTo(ids[..2]));
    }

    [Test, Case("OPS-08")]
    public async Task What_leaves_the_archive_leaves_the_index()
    {
        var account = await CreateAsync();
        var ids = await AddAsync(account, "old first", "old second", "new");
        await ReadInAsync(account);
        await Stores.Archive.DeleteOldestAsync(account, ids[1], 10, Ct);
        Assert.That(await FindAsync(account, "old"), Is.EqualTo(ids[1..2]));
        Assert.That(await CountAsync(account), Is.EqualTo(3), "old, second, new");
        await Stores.Archive.DeleteOldestAsync(account, long.MaxValue, 10, Ct);
        Assert.That(await CountAsync(account), Is.Zero);
        var later = await AddAsync(account, "new");
        await ReadInAsync(account);
        Assert.That(await FindAsync(account, "new"), Is.EqualTo(later));
    }

    [Test, Case("OPS-08")]
    public async Task Only_the_words_of_what_leaves_are_touched()
    {
        var account = await CreateAsync();
        var ids = await AddAsync(account, "each a", "each b", "each c");
        await ReadInAsync(account);
        await Engine.WriteAsync( // who reads it fails
            (session, ct) => session.ExecuteAsync(
                "UPDATE archive_words SET ids = @ids WHERE owner = @account AND word = 'c'", new { account, ids = new byte[] { 1 } }, ct),
            Ct);
        await Stores.Archive.DeleteOldestAsync(account, ids[1], 10, Ct);
        Assert.That(await FindAsync(account, "each"), Is.EqualTo(ids[1..]));
        Assert.That(await CountAsync(account), Is.EqualTo(3), "each, b, c");
    }

    [Test, Case("OPS-08")]
    public async Task What_leaves_may_have_many_words()
    {
        var account = await CreateAsync();
        var ids = await AddAsync(account, "each " + Many(300, "n"), "each n17");
        await ReadInAsync(account);
        await Stores.Archive.DeleteOldestAsync(account, ids[1], 10, Ct);
        Assert.That(await FindAsync(account, "n", isBeginning: true), Is.EqualTo(ids[1..]));
        Assert.That(await CountAsync(account), Is.EqualTo(2));
    }

    [Test, Case("OPS-08")]
    public async Task An_archive_that_is_emptied_leaves_no_word()
    {
        var account = await CreateAsync();
        await AddAsync(account, [.. Enumerable.Range(0, 1200).Select(i => $"word{i} and")]);
        await ReadInAsync(account);
        Assert.That(await CountAsync(account), Is.GreaterThan(1200));
        await Stores.Archive.ClearAsync(account, Ct);
        Assert.That(await CountAsync(account), Is.Zero);
    }

    [Test]
    public async Task An_archive_that_others_were_put_into_is_read_in_again()
    {
        var account = await CreateAsync();
        var ids = await AddAsync(account, "mine");
        await ReadInAsync(account);
        await Stores.Archive.ImportAsync(account, [(5, new(s_romeo, "i", "imported mine"u8.ToArray()))], Ct);
        await ReadInAsync(account);
        Assert.That(await FindAsync(account, "mine"), Is.EqualTo((long[])[5, .. ids]));
    }

    [Test]
    public async Task Words_are_values_and_nothing_else()
    {
        var account = await CreateAsync();
        string[] words = ["'", "\"", "%", "_", "\\", "*", "a\"*", "-a", "a_OR_b", "'); DROP TABLE archive_words; --".Replace(' ', '\u00a0'), "\u00e4", "\U0001F600", "\u6708"];
        var ids = await AddAsync(account, words);
        await ReadInAsync(account);
        for (var i = 0; i < words.Length; i++)
            Assert.That(await FindAsync(account, words[i]), Is.EqualTo(ids[i..(i + 1)]), words[i]);
        Assert.That(await FindAsync(account, "%", isBeginning: true), Is.EqualTo(ids[2..3]));
    }

    [Test]
    public async Task Messages_with_a_contact()
    {
        var account = await CreateAsync();
        var ids = await AddAsync(account, "a", "b", "c");
        Assert.That(await Stores.ArchiveIndex.FindWithAsync(account, s_romeo, ids[1], long.MaxValue, Ct), Is.EqualTo(ids[1..]));
        Assert.That(await Stores.ArchiveIndex.FindWithAsync(account, Jid.Parse("romeo@example.net/any"), 0, long.MaxValue, Ct), Is.Empty);
        var owner = await Stores.Archive.FindOwnerAsync(account, Ct) ?? throw new InvalidOperationException("no account");
        var garden = Stores.Archive.Add(owner, new(Jid.Parse("romeo@example.net/garden"), "id", "d"u8.ToArray()))!.Value;
        await garden.Task;
        Assert.That(
            await Stores.ArchiveIndex.FindWithAsync(account, Jid.Parse("romeo@example.net/garden"), 0, long.MaxValue, Ct), Is.EqualTo(new[] { garden.Id }));
        Assert.That(await Stores.ArchiveIndex.FindWithAsync(account, Jid.Parse("other@example.net"), 0, long.MaxValue, Ct), Is.Empty);
    }

    private static string Many(int words, string each) =>
        string.Join(' ', Enumerable.Range(0, words).Select(i => $"{each}{i}"));

    private static IReadOnlyCollection<string> WordsOf(byte[] stanza) =>
        [.. Encoding.UTF8.GetString(stanza).Split(' ').Distinct()];

    private async Task<Jid> CreateAsync()
    {
        var account = NewAccount();
        Stores.ArchiveIndex.WordsOf = WordsOf;
        await Stores.Accounts.CreateAsync(new(account, Clock.GetUtcNow(), false, [new(ScramHash.Sha256, 4096, [1], [2], [3])]), Ct);
        return account;
    }

    private async Task<long[]> AddAsync(Jid account, params string[] texts)
    {
        var owner = await Stores.Archive.FindOwnerAsync(account, Ct) ?? throw new InvalidOperationException("no account");
        var writes = texts.Select(text => Stores.Archive.Add(owner, new(s_romeo, "id", Encoding.UTF8.GetBytes(text)))!.Value).ToList();
        await Task.WhenAll(writes.Select(write => write.Task));
        return [.. writes.Select(write => write.Id)];
    }

    private async Task<int> ReadInAsync(Jid account)
    {
        var pieces = 1;
        for (; !await Stores.ArchiveIndex.AddNextAsync(account, Ct); pieces++)
            Assert.That(pieces, Is.LessThan(100));
        return pieces;
    }

    private Task<long[]> FindAsync(Jid account, string word, bool isBeginning = false) =>
        Stores.ArchiveIndex.FindAsync(account, word, isBeginning, long.MinValue, long.MaxValue, Ct);

    // CA1857: a table's name is no value.
#pragma warning disable CA1857
    private Task<int> CountAsync(Jid account, string table = "archive_words") =>
        Engine.ReadAsync(
            (session, ct) => session.QueryFirstOrDefaultAsync<int>(
                $"SELECT COUNT(*) FROM {table} WHERE owner = @account", new { account }, ct),
            Ct);
#pragma warning restore CA1857
}
