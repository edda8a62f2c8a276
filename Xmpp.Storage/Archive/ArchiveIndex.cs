using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Archive;

/// <summary>The index as rows: for each word of a piece of the archive the ids of the messages that have it.</summary>
internal sealed class ArchiveIndex(IStorageEngine engine) : IArchiveIndex
{
    // One piece is read and written in one go, so that no message changes in between; others wait for some milliseconds.
    private const int PieceMessages = 250;
    private const int PieceBytes = 1 << 20;

    public Func<byte[], IReadOnlyCollection<string>> WordsOf { get; set; } = static _ => [];

    public Task<bool> AddNextAsync(Jid account, CancellationToken ct)
    {
        var owner = account.Bare.ToString();
        return engine.WriteAsync((session, token) => AddNextAsync(session, owner, token), ct);
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
                var command = session.Prepare(
                    """
                    SELECT id FROM archive_messages
                    WHERE owner = @0 AND contact_key = @1 AND id BETWEEN @2 AND @3 ORDER BY id
                    """,
                    owner, ArchiveKeys.OfJid(contact.Bare), first, last);
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
        if (await ArchiveIndexRows.FindThroughAsync(session, owner, ct) is not { } indexed || indexed < id)
            return;
        var query = new ArchiveQuery { First = id, Last = id };
        foreach (var message in (await ArchiveReader.ReadAsync(session, owner, query, ct)).Messages)
        {
            foreach (var word in WordsOf(message.Stanza))
                await ArchiveIndexRows.RemoveAsync(session, owner, word, id, ct);
        }
    }

    private async Task<bool> AddNextAsync(StorageSession session, string owner, CancellationToken ct)
    {
        var through = await ArchiveIndexRows.FindThroughAsync(session, owner, ct);
        if (through == ArchiveIndexRows.Invalid)
        {
            await ArchiveIndexRows.ForgetSomeAsync(session, owner, ct);
            return false;
        }
        var query = new ArchiveQuery { First = through + 1 ?? long.MinValue, MaxMessages = PieceMessages, MaxBytes = PieceBytes };
        var page = await ArchiveReader.ReadAsync(session, owner, query, ct);
        if (page.Messages.Count == 0)
            return true;
        var words = new SortedDictionary<string, List<long>>(StringComparer.Ordinal);
        foreach (var message in page.Messages)
        {
            foreach (var word in WordsOf(message.Stanza))
            {
                if (!words.TryGetValue(word, out var ids))
                    words.Add(word, ids = []);
                ids.Add(message.Id);
            }
        }
        await ArchiveIndexRows.AddAsync(session, owner, words.Select(entry => (entry.Key, entry.Value)), ct);
        await ArchiveIndexRows.SetThroughAsync(session, owner, page.Messages[^1].Id, ct);
        return page.IsComplete;
    }

    private static async Task<long[]> FindAsync(
        StorageSession session, string owner, string word, bool isBeginning, long first, long last, CancellationToken ct)
    {
        // Words have no character behind this one, so nothing that begins with the word is behind both.
        var end = isBeginning ? word + "\U0010FFFF" : word;
        var command = session.PrepareText(
            """
            SELECT ids FROM archive_words
            WHERE owner = @0 AND word >= @1 AND word <= @2 AND last_id >= @3 AND first_id <= @4
            """,
            [owner, word, end, first, last]);
        var found = new List<long>();
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                foreach (var id in WordPostings.Read(reader, 0))
                {
                    if (id >= first && id <= last)
                        found.Add(id);
                }
            }
        }
        return isBeginning ? InOrder(found) : [.. found]; // of one word they are in their order already
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
