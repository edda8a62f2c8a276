using System.Collections.Immutable;
using System.Data.Common;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Archive;

/// <summary>The queries. Each is one range of the key or of the contact index, wherever in the archive it begins.</summary>
internal static class ArchiveReader
{
    private const string OfOwner = " WHERE owner = @0 AND id BETWEEN @1 AND @2";
    private const string OfContact = " AND contact_key = @4 AND contact = @5";
    private const string OfResource = " AND resource = @6";

    // A few known ids: every filter is checked on their rows.
    private const string PickedRows =
        """
        SELECT id AS Id, stanza AS Stanza FROM archive_messages
        WHERE owner = @Owner AND id IN @Ids AND id BETWEEN @First AND @Last
            AND (@Contact IS NULL OR contact = @Contact) AND (@Resource IS NULL OR resource = @Resource)
        """;

    public static async Task<ArchivePage> ReadAsync(
        StorageSession session, string owner, ArchiveQuery query, CancellationToken ct)
    {
        var page = new ArchivePageBuilder(query);
        if (query.Ids is { } ids)
        {
            foreach (var row in await PickAsync(session, owner, query, ids, ct))
            {
                if (!page.TryAdd(row))
                    break;
            }
            return page.Build();
        }
        if (query.First > query.Last)
            return page.Build();
        var command = session.PrepareText(TextFor(session.Kind, query), ValuesOf(owner, query, (long)query.MaxMessages + 1));
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (!page.TryAdd(ToMessage(reader)))
                break;
        }
        return page.Build();
    }

    /// <summary>Rows that match, no more than <paramref name="limit"/> of them.</summary>
    public static async Task<int> CountAsync(
        StorageSession session, string owner, ArchiveQuery query, int limit, CancellationToken ct)
    {
        if (query.Ids is { } ids)
            return Math.Min(limit, (await PickAsync(session, owner, query, ids, ct)).Count);
        if (query.First > query.Last)
            return 0;
        var command = session.PrepareText(
            $"SELECT COUNT(*) FROM (SELECT 1 FROM {TableFor(session.Kind, query)}{FiltersFor(query)} LIMIT @3) counted",
            ValuesOf(owner, query, limit));
        return Convert.ToInt32(await command.ExecuteScalarAsync(ct), System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Whether each of the ids is in the archive.</summary>
    public static async Task<bool> HaveAllAsync(
        StorageSession session, string owner, ImmutableArray<long> ids, CancellationToken ct)
    {
        var distinct = ids.Distinct().ToArray();
        if (distinct.Length == 0)
            return true;
        if (distinct is [var id]) // the next page: a statement that is prepared
        {
            return await session.Prepare("SELECT 1 FROM archive_messages WHERE owner = @0 AND id = @1", owner, id)
                .ExecuteScalarAsync(ct) is not null;
        }
        return distinct.Length == await session.QueryFirstOrDefaultAsync<int>(
            "SELECT COUNT(*) FROM archive_messages WHERE owner = @owner AND id IN @distinct", new { owner, distinct }, ct);
    }

    /// <summary>A row of id and stanza.</summary>
    public static ArchivedMessage ToMessage(DbDataReader row) => new(row.GetInt64(0), row.GetFieldValue<byte[]>(1));

    /// <summary>The newest messages with a contact whose stanza may have that 'id'.</summary>
    public static async Task<IReadOnlyList<ArchivedMessage>> FindAsync(
        StorageSession session, string owner, Jid contact, string messageId, CancellationToken ct)
    {
        var command = session.PrepareText(
            $"""
            SELECT id, stanza FROM {TableByContact(session.Kind)}
            WHERE owner = @0 AND contact_key = @1 AND message_key = @2 AND contact = @3 ORDER BY id DESC LIMIT 10
            """,
            [owner, ArchiveKeys.OfJid(contact), ArchiveKeys.OfMessageId(messageId), contact.ToString()]);
        var found = new List<ArchivedMessage>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            found.Add(ToMessage(reader));
        return found;
    }

    internal static string TextFor(EngineKind kind, ArchiveQuery query) =>
        $"SELECT id, stanza FROM {PagedTableFor(kind, query)}{FiltersFor(query)} ORDER BY id{(query.IsFromEnd ? " DESC" : "")} LIMIT @3";

    // MySQL, as long as it has no statistics, takes the other key and sorts the whole archive for each page.
    private static string PagedTableFor(EngineKind kind, ArchiveQuery query) =>
        query.With is null && kind == EngineKind.MySql ? "archive_messages FORCE INDEX (PRIMARY)" : TableFor(kind, query);

    private static string TableFor(EngineKind kind, ArchiveQuery query) =>
        query.With is null ? "archive_messages" : TableByContact(kind);

    // Left to themselves both engines read the whole span of the key and throw away the rows of other contacts.
    internal static string TableByContact(EngineKind kind) => kind == EngineKind.Sqlite
        ? "archive_messages INDEXED BY archive_messages_contact"
        : "archive_messages FORCE INDEX (archive_messages_contact)";

    private static string FiltersFor(ArchiveQuery query) => query.With switch
    {
        null => OfOwner,
        { IsBare: true } => OfOwner + OfContact,
        _ => OfOwner + OfContact + OfResource,
    };

    private static object?[] ValuesOf(string owner, ArchiveQuery query, long limit) => query.With switch
    {
        null => [owner, query.First, query.Last, limit],
        { IsBare: true } with =>
            [owner, query.First, query.Last, limit, ArchiveKeys.OfJid(with), with.ToString()],
        { } with =>
            [owner, query.First, query.Last, limit, ArchiveKeys.OfJid(with.Bare), with.Bare.ToString(), with.Resource],
    };

    private static async Task<IReadOnlyList<ArchivedMessage>> PickAsync(
        StorageSession session, string owner, ArchiveQuery query, ImmutableArray<long> ids, CancellationToken ct)
    {
        var values = new
        {
            Owner = owner,
            Ids = ids.Distinct().ToArray(),
            query.First,
            query.Last,
            Contact = query.With?.Bare.ToString(),
            query.With?.Resource,
        };
        var rows = values.Ids.Length == 0 ? [] : await session.QueryAsync<Row>(PickedRows, values, ct);
        var messages = rows.Select(row => new ArchivedMessage(row.Id, row.Stanza));
        return [.. query.IsFromEnd ? messages.OrderByDescending(m => m.Id) : messages.OrderBy(m => m.Id)];
    }

    private sealed class Row
    {
        public long Id { get; init; }
        public required byte[] Stanza { get; init; }
    }
}
