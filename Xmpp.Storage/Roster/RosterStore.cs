using System.Collections.Immutable;
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Roster;

/// <summary>Rosters as rows.</summary>
public sealed class RosterStore(IStorageEngine engine, TimeProvider clock) : IRosterStore
{
    private const int VersionRow = 0, ItemRow = 1;
    private const int PendingOut = 1, Approved = 2;

    public string Name => "roster";

    public Task<RosterSnapshot> LoadAsync(Jid account, CancellationToken ct) =>
        engine.ReadAsync((session, token) => LoadAsync(session, account.Bare, token), ct);

    public Task<RosterItem?> FindAsync(Jid account, Jid contact, CancellationToken ct) =>
        engine.ReadAsync(
            async (session, token) =>
            {
                var command = session.Prepare(
                    """
                    SELECT 1, subscription, pending_out + 2 * approved, contact, name, group_names, NULL
                    FROM roster_items WHERE owner = @0 AND contact_key = @1
                    """,
                    account.Bare.ToString(), KeyOf(contact));
                await using var reader = await command.ExecuteReaderAsync(token);
                return await reader.ReadAsync(token) ? ReadItem(reader) : null;
            },
            ct);

    public Task<long> ApplyAsync(Jid account, RosterChange change, CancellationToken ct)
    {
        var key = KeyOf(change.Contact);
        return engine.WriteAsync(
            async (session, token) =>
            {
                await EditRequestAsync(session, account.Bare, change, key, token);
                return await EditItemAsync(session, account.Bare, change, key, token)
                    ? await NextVersionAsync(session, account.Bare, token)
                    : await VersionAsync(session, account.Bare, token);
            },
            ct);
    }

    public Task<int> EraseAsync(Jid account, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                var values = new { Owner = account.Bare };
                return await session.ExecuteAsync("DELETE FROM roster_items WHERE owner = @Owner", values, token)
                    + await session.ExecuteAsync("DELETE FROM roster_requests WHERE owner = @Owner", values, token)
                    + await session.ExecuteAsync("DELETE FROM roster_versions WHERE owner = @Owner", values, token);
            },
            ct);

    // One statement, so that version, items and requests are of one moment without a transaction.
    private static async Task<RosterSnapshot> LoadAsync(StorageSession session, Jid account, CancellationToken ct)
    {
        var command = session.Prepare(
            """
            SELECT 0, version, 0, NULL, NULL, NULL, NULL FROM roster_versions WHERE owner = @0
            UNION ALL
            SELECT 1, subscription, pending_out + 2 * approved, contact, name, group_names, NULL
            FROM roster_items WHERE owner = @0
            UNION ALL
            SELECT 2, received_at, 0, contact, NULL, NULL, stanza FROM roster_requests WHERE owner = @0
            """,
            account.ToString());
        var version = 0L;
        var items = ImmutableArray.CreateBuilder<RosterItem>();
        var requests = ImmutableArray.CreateBuilder<SubscriptionRequest>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            switch (reader.GetInt32(0))
            {
                case VersionRow:
                    version = reader.GetInt64(1);
                    break;
                case ItemRow:
                    items.Add(ReadItem(reader));
                    break;
                default:
                    requests.Add(ReadRequest(reader));
                    break;
            }
        }
        return new(version, items.ToImmutable(), requests.ToImmutable());
    }

    private static RosterItem ReadItem(DbDataReader reader)
    {
        var flags = reader.GetInt32(2);
        return new(
            ColumnTypes.ToJid(reader.GetValue(3)), reader.IsDBNull(4) ? null : reader.GetString(4),
            ToGroups(reader.GetString(5)), (Subscription)reader.GetInt32(1), (flags & PendingOut) != 0,
            (flags & Approved) != 0);
    }

    private static SubscriptionRequest ReadRequest(DbDataReader reader) =>
        new(ColumnTypes.ToJid(reader.GetValue(3)), reader.GetFieldValue<byte[]>(6),
            DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(1)));

    /// <summary>True if the items are different now.</summary>
    private static async Task<bool> EditItemAsync(
        StorageSession session, Jid account, RosterChange change, byte[] key, CancellationToken ct)
    {
        if (!change.Item.IsChange)
            return false;
        if (change.Item.Value is not { } item)
        {
            return await session.ExecuteAsync(
                "DELETE FROM roster_items WHERE owner = @account AND contact_key = @key", new { account, key }, ct) > 0;
        }
        var values = new
        {
            account,
            key,
            change.Contact,
            item.Name,
            Groups = ToText(item.Groups),
            Subscription = (int)item.Subscription,
            item.PendingOut,
            item.Approved,
        };
        await session.ExecuteAsync(
            """
            REPLACE INTO roster_items
                (owner, contact_key, contact, name, group_names, subscription, pending_out, approved)
            VALUES (@account, @key, @Contact, @Name, @Groups, @Subscription, @PendingOut, @Approved)
            """,
            values, ct);
        return true;
    }

    private static Task EditRequestAsync(
        StorageSession session, Jid account, RosterChange change, byte[] key, CancellationToken ct)
    {
        if (!change.Request.IsChange)
            return Task.CompletedTask;
        if (change.Request.Value is not { } request)
        {
            return session.ExecuteAsync(
                "DELETE FROM roster_requests WHERE owner = @account AND contact_key = @key", new { account, key }, ct);
        }
        var values = new
        {
            account,
            key,
            change.Contact,
            request.Stanza,
            ReceivedAt = request.ReceivedAt.ToUnixTimeMilliseconds(),
        };
        return session.ExecuteAsync(
            """
            REPLACE INTO roster_requests (owner, contact_key, contact, stanza, received_at)
            VALUES (@account, @key, @Contact, @Stanza, @ReceivedAt)
            """,
            values, ct);
    }

    // RFC 6121 §2.6.2: a client that shows an old version must not be told that it is up to date. The time keeps a
    // version from coming again after the account was deleted or a backup restored.
    private async Task<long> NextVersionAsync(StorageSession session, Jid account, CancellationToken ct)
    {
        var values = new { account, Now = clock.GetUtcNow().ToUnixTimeMilliseconds() };
        var found = await session.ExecuteAsync(
            """
            UPDATE roster_versions SET version = CASE WHEN version >= @Now THEN version + 1 ELSE @Now END
            WHERE owner = @account
            """,
            values, ct);
        if (found == 0)
        {
            await session.ExecuteAsync(
                "INSERT INTO roster_versions (owner, version) VALUES (@account, @Now)", values, ct);
        }
        return await VersionAsync(session, account, ct);
    }

    private static Task<long> VersionAsync(StorageSession session, Jid account, CancellationToken ct) =>
        session.QueryFirstOrDefaultAsync<long>(
            "SELECT version FROM roster_versions WHERE owner = @account", new { account }, ct);

    private static byte[] KeyOf(Jid contact) => SHA256.HashData(Encoding.UTF8.GetBytes(contact.ToString()));

    private static string ToText(ImmutableArray<string> groups) =>
        groups.IsDefaultOrEmpty ? "[]" : JsonSerializer.Serialize<IEnumerable<string>>(groups);

    private static ImmutableArray<string> ToGroups(string text) =>
        text == "[]" ? [] : [.. JsonSerializer.Deserialize<string[]>(text) ?? []];
}
