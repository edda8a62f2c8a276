using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Archive;

/// <summary>
/// The index as rows: for each word of a piece of the archive the ids of the messages that have it. So what is read in goes to
/// the end of the table, what leaves an archive is one end of it, and a word is looked up once in each piece.
/// </summary>
internal sealed class ArchiveIndex(IStorageEngine engine) : IArchiveIndex
{
    // So much is read in one go, and so many rows are written: others wait for some milliseconds.
    private const int StepMessages = 500;
    private const int StepBytes = 1 << 20;
    private const int StepRows = 5000;

    /// <summary>
    /// A piece grows up to here, or to <see cref="StepRows"/>. Larger ones would make fewer rows, and more to be written again.
    /// </summary>
    private const int PieceMessages = 1000;

    /// <summary>With more words than these the whole piece is read at once.</summary>
    private const int FewWords = 200;

    /// <summary>Pieces of one query: values of one statement.</summary>
    private const int QueriedPieces = 500;

    public Func<byte[], IReadOnlyCollection<string>> WordsOf { get; set; } = static _ => [];

    public async Task<bool> AddNextAsync(Jid account, CancellationToken ct)
    {
        var owner = account.Bare.ToString();
        var (through, page) = await engine.ReadAsync((session, token) => ReadNextAsync(session, owner, token), ct);
        if (page.Messages.Count == 0 && through != ArchiveIndexRows.Invalid)
            return true;
        // Not inside of the write: nobody should wait for it.
        var words = new SortedDictionary<string, List<long>>(StringComparer.Ordinal);
        var taken = TakeWords(page.Messages, words);
        var isAdded = await engine.WriteAsync(
            (session, token) => AddNextAsync(session, owner, through, page.Messages.Take(taken).ToList(), words, token), ct);
        return isAdded && page.IsComplete && taken == page.Messages.Count;
    }

    public Task<long[]> FindAsync(
        Jid account, string word, bool isBeginning, long first, long last, CancellationToken ct)
    {
        var owner = account.Bare.ToString();
        return engine.ReadAsync((session, token) => FindAsync(session, owner, word, isBeginning, first, last, token), ct);
    }

    public Task<long[]> FindWithAsync(Jid account, Jid contact, long first, long last, CancellationToken ct)
    {
        var owner = account.Bare.ToString();
        return engine.ReadAsync(
            async (session, token) =>
            {
                // The index alone knows the first; a row is read for each only where the resource matters, too.
                var ofResource = contact.IsBare ? "" : " AND contact = @4 AND resource = @5";
                object?[] values = [owner, ArchiveKeys.OfJid(contact.Bare), first, last];
                var command = session.PrepareText(
                    $"""
                    SELECT id FROM {ArchiveReader.TableByContact(session.Kind)}
                    WHERE owner = @0 AND contact_key = @1 AND id BETWEEN @2 AND @3{ofResource} ORDER BY id
                    """,
                    contact.IsBare ? values : [.. values, contact.Bare.ToString(), contact.Resource]);
                var found = new List<long>();
                await using var reader = await command.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token))
                    found.Add(reader.GetInt64(0));
                return found.ToArray();
            },
            ct);
    }

    /// <summary>The message is about to have another content, without words, or to go; inside of that write.</summary>
    public async Task RemoveAsync(StorageSession session, string owner, long id, CancellationToken ct)
    {
        if (await ArchiveIndexRows.FindPiecesAsync(session, owner, id, id, 1, ct) is not [{ Piece: var piece }])
            return;
        var query = new ArchiveQuery { First = id, Last = id };
        foreach (var message in (await ArchiveReader.ReadAsync(session, owner, query, ct)).Messages)
        {
            foreach (var word in WordsOf(message.Stanza))
                await ArchiveIndexRows.RemoveAsync(session, owner, piece, word, other => other == id, ct);
        }
    }

    /// <summary>
    /// What will have to be taken out of the index when the oldest messages up to this one go; its words are read outside of
    /// the write.
    /// </summary>
    public async Task<ArchiveTrim> BeginTrimAsync(string owner, long through, CancellationToken ct)
    {
        var (piece, messages) = await engine.ReadAsync(
            async (session, token) =>
            {
                if (await ArchiveIndexRows.FindPiecesAsync(session, owner, through, through, 1, token) is not [var cut]
                    || cut.LastId <= through || cut.Piece == ArchiveIndexRows.Invalid)
                    return ((ArchivePiece?)null, (IReadOnlyList<ArchivedMessage>)[]);
                var query = new ArchiveQuery { First = cut.Piece, Last = through, MaxMessages = StepMessages, MaxBytes = StepBytes };
                var page = await ArchiveReader.ReadAsync(session, owner, query, token);
                return page.IsComplete ? (cut, page.Messages) : (null, []);
            },
            ct);
        var words = messages.SelectMany(message => WordsOf(message.Stanza)).ToHashSet(StringComparer.Ordinal);
        return words.Count <= FewWords ? new ArchiveTrim(through, piece, words) : new ArchiveTrim(through, null, new HashSet<string>());
    }

    private static async Task<(long? Through, ArchivePage Page)> ReadNextAsync(
        StorageSession session, string owner, CancellationToken ct)
    {
        var through = await ArchiveIndexRows.FindThroughAsync(session, owner, ct);
        if (through == ArchiveIndexRows.Invalid)
            return (through, new ArchivePage([], false));
        var query = new ArchiveQuery { First = through + 1 ?? long.MinValue, MaxMessages = StepMessages, MaxBytes = StepBytes };
        return (through, await ArchiveReader.ReadAsync(session, owner, query, ct));
    }

    // How many messages' words make one step: at least one's.
    private int TakeWords(IReadOnlyList<ArchivedMessage> messages, SortedDictionary<string, List<long>> words)
    {
        var taken = 0;
        foreach (var message in messages)
        {
            var some = WordsOf(message.Stanza);
            if (taken > 0 && words.Count + some.Count(word => !words.ContainsKey(word)) > StepRows)
                break;
            foreach (var word in some)
                Add(words, word, [message.Id]);
            taken++;
        }
        return taken;
    }

    // False: the archive, or its index, is no longer what was read.
    private static async Task<bool> AddNextAsync(
        StorageSession session, string owner, long? through, List<ArchivedMessage> messages,
        SortedDictionary<string, List<long>> words, CancellationToken ct)
    {
        if (await ArchiveIndexRows.FindThroughAsync(session, owner, ct) is var now && now == ArchiveIndexRows.Invalid)
        {
            await ArchiveIndexRows.ForgetSomeAsync(session, owner, ct);
            return false;
        }
        if (messages.Count == 0 || now != through || !await AreStillAsync(session, owner, through, messages, ct))
            return false;
        var piece = new ArchivePiece(messages[0].Id, messages[^1].Id, messages.Count);
        piece = await TakeSmallAsync(session, owner, piece, words, ct);
        await ArchiveIndexRows.AddAsync(session, owner, piece, words.Select(entry => (entry.Key, entry.Value)), ct);
        return true;
    }

    private static async Task<bool> AreStillAsync(
        StorageSession session, string owner, long? through, List<ArchivedMessage> messages, CancellationToken ct)
    {
        var query = new ArchiveQuery
        {
            First = through + 1 ?? long.MinValue,
            Last = messages[^1].Id,
            MaxMessages = messages.Count,
            MaxBytes = long.MaxValue,
        };
        var page = await ArchiveReader.ReadAsync(session, owner, query, ct);
        return page.IsComplete && page.Messages.Count == messages.Count && page.Messages.Zip(messages).All(
            pair => pair.First.Id == pair.Second.Id && pair.First.Stanza.AsSpan().SequenceEqual(pair.Second.Stanza));
    }

    // Those before that are not larger than what they become part of: so each message is written again a few times at most,
    // and who searches every hour does not have a piece for every hour.
    private static async Task<ArchivePiece> TakeSmallAsync(
        StorageSession session, string owner, ArchivePiece piece, SortedDictionary<string, List<long>> words, CancellationToken ct)
    {
        var taken = new List<long>();
        var rows = words.Count;
        foreach (var before in await ArchiveIndexRows.FindPiecesAsync(session, owner, long.MinValue, piece.Piece, 16, ct))
        {
            if (before.Messages > piece.Messages || before.Messages + piece.Messages > PieceMessages)
                break;
            rows += await ArchiveIndexRows.CountAsync(session, owner, before.Piece, StepRows + 1, ct);
            if (rows > StepRows)
                break;
            taken.Insert(0, before.Piece);
            piece = piece with { Piece = before.Piece, Messages = piece.Messages + before.Messages };
        }
        foreach (var number in taken)
        {
            foreach (var (word, ids) in await ArchiveIndexRows.ReadAsync(session, owner, number, ct))
                Add(words, word, ids);
            await ArchiveIndexRows.DeleteAsync(session, owner, number, ct);
        }
        return piece;
    }

    private static void Add(SortedDictionary<string, List<long>> words, string word, List<long> ids)
    {
        if (words.TryGetValue(word, out var before))
            before.AddRange(ids);
        else
            words.Add(word, ids);
    }

    private static async Task<long[]> FindAsync(
        StorageSession session, string owner, string word, bool isBeginning, long first, long last, CancellationToken ct)
    {
        // Words have no character behind this one, so nothing that begins with the word is behind both.
        var end = isBeginning ? word + "\U0010FFFF" : word;
        var all = await ArchiveIndexRows.FindPiecesAsync(session, owner, first, last, int.MaxValue, ct);
        var found = new List<long>();
        foreach (var pieces in all.Select(piece => piece.Piece).Chunk(QueriedPieces))
        {
            var rows = await session.QueryAsync<byte[]>(
                "SELECT ids FROM archive_words WHERE owner = @owner AND piece IN @pieces AND word BETWEEN @word AND @end",
                new { owner, pieces, word, end }, ct);
            foreach (var row in rows)
            {
                foreach (var id in WordPostings.Read(row))
                {
                    if (id >= first && id <= last)
                        found.Add(id);
                }
            }
        }
        return InOrder(found);
    }

    private static long[] InOrder(List<long> found)
    {
        found.Sort();
        var count = 0;
        for (var i = 0; i < found.Count; i++)
        {
            if (i == 0 || found[i] != found[i - 1])
                found[count++] = found[i];
        }
        return [.. found.GetRange(0, count)];
    }
}
