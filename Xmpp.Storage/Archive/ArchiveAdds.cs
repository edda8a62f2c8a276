using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Archive;

/// <summary>The messages of one commit, written together, in the order of their ids.</summary>
internal sealed class ArchiveAdds : IBatchWrite<ArchiveAdd, bool>
{
    public async Task<IReadOnlyList<bool>> WriteAsync(
        StorageSession session, IReadOnlyList<ArchiveAdd> items, CancellationToken ct)
    {
        var rows = new object?[items.Count][];
        for (var i = 0; i < rows.Length; i++)
            rows[i] = RowOf(items[i]);
        await session.WriteRowsAsync(
            """
            INSERT INTO archive_messages (owner, id, contact_key, message_key, contact, resource, stanza) VALUES
            """,
            rows, ct);
        return new bool[items.Count];
    }

    private static object?[] RowOf(ArchiveAdd add)
    {
        var contact = add.Entry.Contact.Bare;
        return
        [
            add.Owner.ToString(), add.Id, ArchiveKeys.OfJid(contact), ArchiveKeys.OfMessageId(add.Entry.MessageId),
            contact.ToString(), add.Entry.Contact.Resource ?? "", add.Entry.Stanza,
        ];
    }
}
