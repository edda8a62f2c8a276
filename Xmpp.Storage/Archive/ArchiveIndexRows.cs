using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Archive;

/// <summary>What the index and the archive do to the rows of the index, each inside of a write that is under way.</summary>
internal static class ArchiveIndexRows
{
    /// <summary>Stands for "through" where the rows are no longer those of the archive: they must go first.</summary>
    public const long Invalid = long.MinValue;

    /// <summary>Rows that one step of a deletion removes.</summary>
    private const int StepRows = 1000;

    /// <summary>Up to which id the archive was read in; null where nothing was.</summary>
    public static async Task<long?> FindThroughAsync(StorageSession session, string owner, CancellationToken ct) =>
        await session.Prepare("SELECT through_id FROM archive_indexed WHERE owner = @0", owner).ExecuteScalarAsync(ct)
            is { } through
            ? Convert.ToInt64(through, System.Globalization.CultureInfo.InvariantCulture)
            : null;

    public static Task SetThroughAsync(StorageSession session, string owner, long through, CancellationToken ct) =>
        session.Prepare("REPLACE INTO archive_indexed (owner, through_id) VALUES (@0, @1)", owner, through)
            .ExecuteNonQueryAsync(ct);

    public static Task AddAsync(
        StorageSession session, string owner, IEnumerable<(string Word, List<long> Ids)> words, CancellationToken ct) =>
        session.WriteRowsAsync(
            "INSERT INTO archive_words (owner, word, last_id, first_id, ids) VALUES",
            [.. words.Select(entry => (object?[])[owner, entry.Word, entry.Ids[^1], entry.Ids[0], WordPostings.Write(entry.Ids)])],
            ct);

    /// <summary>The archive has messages where the index does not look for them: it will be made anew.</summary>
    public static async Task InvalidateAsync(StorageSession session, string owner, CancellationToken ct)
    {
        if (await FindThroughAsync(session, owner, ct) is not null)
            await SetThroughAsync(session, owner, Invalid, ct);
    }

    /// <summary>Removes some rows of an index that is not valid, and in the end the note that it is not; how many rows went.</summary>
    public static async Task<int> ForgetSomeAsync(StorageSession session, string owner, CancellationToken ct)
    {
        var last = await session
            .Prepare("SELECT word FROM archive_words WHERE owner = @0 ORDER BY word LIMIT 1 OFFSET @1", owner, StepRows - 1)
            .ExecuteScalarAsync(ct);
        if (last is not null)
        {
            return await session.ExecuteAsync(
                "DELETE FROM archive_words WHERE owner = @owner AND word <= @last", new { owner, last }, ct);
        }
        var rows = await session.ExecuteAsync("DELETE FROM archive_words WHERE owner = @owner", new { owner }, ct);
        return rows + await session.ExecuteAsync("DELETE FROM archive_indexed WHERE owner = @owner", new { owner }, ct);
    }

    /// <summary>The messages up to this one are no longer in the archive.</summary>
    public static async Task TrimAsync(StorageSession session, string owner, long through, CancellationToken ct)
    {
        if (await FindThroughAsync(session, owner, ct) is not { } indexed || indexed == Invalid)
            return;
        await session.ExecuteAsync(
            "DELETE FROM archive_words WHERE owner = @owner AND last_id <= @through", new { owner, through }, ct);
        if (indexed <= through)
        {
            // Of an archive that is empty nothing is known, not even how late its last message was.
            await session.ExecuteAsync("DELETE FROM archive_indexed WHERE owner = @owner", new { owner }, ct);
            return;
        }
        var rest = await ReadAsync(session, owner, through, ct);
        if (rest.Count == 0)
            return;
        await session.ExecuteAsync(
            "DELETE FROM archive_words WHERE owner = @owner AND first_id <= @through", new { owner, through }, ct);
        await AddAsync(session, owner, rest.Select(row => (row.Word, row.Ids.FindAll(id => id > through))), ct);
    }

    /// <summary>Takes one message from one word. The pieces of a word do not overlap, so it is in the first that ends behind it.</summary>
    public static async Task RemoveAsync(StorageSession session, string owner, string word, long id, CancellationToken ct)
    {
        var command = session.Prepare(
            "SELECT ids FROM archive_words WHERE owner = @0 AND word = @1 AND last_id >= @2 ORDER BY last_id LIMIT 1", owner, word, id);
        if (await command.ExecuteScalarAsync(ct) is not byte[] octets)
            return;
        var ids = WordPostings.Read(octets);
        var last = ids[^1];
        if (!ids.Remove(id))
            return;
        await session.Prepare("DELETE FROM archive_words WHERE owner = @0 AND word = @1 AND last_id = @2", owner, word, last)
            .ExecuteNonQueryAsync(ct);
        if (ids.Count > 0)
            await AddAsync(session, owner, [(word, ids)], ct);
    }

    // Of what is left to be cut, the rows that begin up to the last message that goes.
    private static async Task<List<(string Word, List<long> Ids)>> ReadAsync(
        StorageSession session, string owner, long through, CancellationToken ct)
    {
        var command = session.Prepare("SELECT word, ids FROM archive_words WHERE owner = @0 AND first_id <= @1", owner, through);
        var rows = new List<(string Word, List<long> Ids)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            rows.Add((ColumnTypes.ToText(reader.GetValue(0)), WordPostings.Read(reader, 1)));
        return rows;
    }
}
