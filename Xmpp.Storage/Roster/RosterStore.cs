using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Roster;

/// <summary>Rosters as rows.</summary>
public sealed class RosterStore(IStorageEngine engine, TimeProvider clock) : IRosterStore
{
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
                return await reader.ReadAsync(token) ? RosterRows.ReadItem(reader) : null;
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

    private static async Task<RosterSnapshot> LoadAsync(StorageSession session, Jid account, CancellationToken ct)
    {
        var rows = new RosterRows();
        await using var reader = await session.Prepare(RosterRows.Select, account.ToString()).ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            rows.TryAdd(reader);
        return rows.ToSnapshot();
    }

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
}
