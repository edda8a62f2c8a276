using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Archive;

/// <summary>The rows of the index, each statement inside of a read or a write that is under way.</summary>
internal static class ArchiveIndexRows
{
    /// <summary>Stands for "through" where the rows are no longer those of the archive, and as the piece that says so.</summary>
    public const long Invalid = long.MinValue;

    /// <summary>Up to which id the archive was read in; null where nothing was.</summary>
    public static async Task<long?> FindThroughAsync(StorageSession session, string owner, CancellationToken ct)
    {
        var command = session.Prepare("SELECT MIN(piece), MAX(last_id) FROM archive_pieces WHERE owner = @0", owner);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct) || await reader.IsDBNullAsync(0, ct))
            return null;
        return reader.GetInt64(0) == Invalid ? Invalid : reader.GetInt64(1);
    }

    /// <summary>Pieces that have something between the two ids, the newest first, so many at most.</summary>
    public static async Task<IReadOnlyList<ArchivePiece>> FindPiecesAsync(
        StorageSession session, string owner, long first, long last, int limit, CancellationToken ct)
    {
        var command = session.Prepare(
            """
            SELECT piece, last_id, messages FROM archive_pieces
            WHERE owner = @0 AND last_id >= @1 AND piece <= @2 ORDER BY piece DESC LIMIT @3
            """,
            owner, first, last, limit);
        var pieces = new List<ArchivePiece>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            pieces.Add(new ArchivePiece(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)));
        return pieces;
    }

    public static async Task AddAsync(
        StorageSession session, string owner, ArchivePiece piece, IEnumerable<(string Word, List<long> Ids)> words,
        CancellationToken ct)
    {
        await session.WriteRowsAsync(
            "INSERT INTO archive_words (owner, piece, word, ids) VALUES",
            [.. words.Select(entry => (object?[])[owner, piece.Piece, entry.Word, WordPostings.Write(entry.Ids)])], ct);
        await session.Prepare(
                "INSERT INTO archive_pieces (owner, piece, last_id, messages) VALUES (@0, @1, @2, @3)",
                owner, piece.Piece, piece.LastId, piece.Messages)
            .ExecuteNonQueryAsync(ct);
    }

    /// <summary>The words of one piece, in their order.</summary>
    public static async Task<List<(string Word, List<long> Ids)>> ReadAsync(
        StorageSession session, string owner, long piece, CancellationToken ct)
    {
        var command = session.Prepare("SELECT word, ids FROM archive_words WHERE owner = @0 AND piece = @1", owner, piece);
        var rows = new List<(string Word, List<long> Ids)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            rows.Add((ColumnTypes.ToText(reader.GetValue(0)), WordPostings.Read(reader, 1)));
        return rows;
    }

    /// <summary>Removes one piece; how many rows went.</summary>
    public static async Task<int> DeleteAsync(StorageSession session, string owner, long piece, CancellationToken ct) =>
        await session.Prepare("DELETE FROM archive_words WHERE owner = @0 AND piece = @1", owner, piece).ExecuteNonQueryAsync(ct)
        + await session.Prepare("DELETE FROM archive_pieces WHERE owner = @0 AND piece = @1", owner, piece).ExecuteNonQueryAsync(ct);

    /// <summary>The archive has messages where the index does not look for them: it will be made anew.</summary>
    public static async Task InvalidateAsync(StorageSession session, string owner, CancellationToken ct)
    {
        if (await FindThroughAsync(session, owner, ct) is not (null or Invalid))
            await AddAsync(session, owner, new ArchivePiece(Invalid, Invalid, 0), [], ct);
    }

    /// <summary>Removes one piece of an index that is not valid, and at the end the one that says so; how many rows went.</summary>
    public static async Task<int> ForgetSomeAsync(StorageSession session, string owner, CancellationToken ct)
    {
        if (await FindPiecesAsync(session, owner, Invalid, long.MaxValue, 1, ct) is not [var piece])
            return 0;
        var rows = await DeleteAsync(session, owner, piece.Piece, ct);
        return piece.Piece == Invalid ? 0 : rows;
    }

    /// <summary>How many words a piece has, counted up to <paramref name="limit"/>.</summary>
    public static async Task<int> CountAsync(StorageSession session, string owner, long piece, int limit, CancellationToken ct) =>
        Convert.ToInt32(
            await session.Prepare(
                    """
                    SELECT COUNT(*) FROM (SELECT 1 FROM archive_words WHERE owner = @0 AND piece = @1 LIMIT @2) counted
                    """,
                    owner, piece, limit)
                .ExecuteScalarAsync(ct),
            System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The messages up to this one are no longer in the archive.</summary>
    /// <param name="begun">What was read of it before; good where it is of the same message and piece.</param>
    public static async Task TrimAsync(
        StorageSession session, string owner, long through, ArchiveTrim begun, CancellationToken ct)
    {
        if (await FindThroughAsync(session, owner, ct) is null or Invalid)
            return;
        foreach (var piece in await FindPiecesAsync(session, owner, Invalid, through, int.MaxValue, ct))
        {
            if (piece.LastId <= through)
            {
                await DeleteAsync(session, owner, piece.Piece, ct);
                continue;
            }
            if (begun.Through == through && begun.Cut == piece)
            {
                foreach (var word in begun.Words)
                    await RemoveAsync(session, owner, piece.Piece, word, id => id <= through, ct);
                continue;
            }
            foreach (var (word, ids) in await ReadAsync(session, owner, piece.Piece, ct))
            {
                if (ids[0] <= through)
                    await ReplaceAsync(session, owner, piece.Piece, word, ids.FindAll(id => id > through), ct);
            }
        }
    }

    /// <summary>Takes messages from one word of their piece.</summary>
    public static async Task RemoveAsync(
        StorageSession session, string owner, long piece, string word, Predicate<long> goes, CancellationToken ct)
    {
        var command = session.Prepare(
            "SELECT ids FROM archive_words WHERE owner = @0 AND piece = @1 AND word = @2", owner, piece, word);
        if (await command.ExecuteScalarAsync(ct) is not byte[] octets)
            return;
        var ids = WordPostings.Read(octets);
        if (ids.RemoveAll(goes) > 0)
            await ReplaceAsync(session, owner, piece, word, ids, ct);
    }

    private static Task<int> ReplaceAsync(
        StorageSession session, string owner, long piece, string word, List<long> ids, CancellationToken ct) =>
        ids.Count > 0
            ? session.Prepare(
                    "UPDATE archive_words SET ids = @3 WHERE owner = @0 AND piece = @1 AND word = @2",
                    owner, piece, word, WordPostings.Write(ids))
                .ExecuteNonQueryAsync(ct)
            : session.Prepare("DELETE FROM archive_words WHERE owner = @0 AND piece = @1 AND word = @2", owner, piece, word)
                .ExecuteNonQueryAsync(ct);
}
