using System.Security.Cryptography;
using System.Text;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Blocking;

/// <summary>Block lists as rows.</summary>
public sealed class BlockListStore(IStorageEngine engine) : IBlockListStore
{
    public string Name => "blocked contacts";

    public Task<IReadOnlyList<Jid>> LoadAsync(Jid account, CancellationToken ct) =>
        engine.ReadAsync<IReadOnlyList<Jid>>(
            async (session, token) =>
            {
                var command = session.Prepare(
                    "SELECT contact FROM blocked_contacts WHERE owner = @0", account.Bare.ToString());
                var contacts = new List<Jid>();
                await using var reader = await command.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token))
                    contacts.Add(ColumnTypes.ToJid(reader.GetValue(0)));
                return contacts;
            },
            ct);

    public Task AddAsync(Jid account, IReadOnlyCollection<Jid> contacts, CancellationToken ct)
    {
        if (contacts.Count == 0)
            return Task.CompletedTask;
        var owner = account.Bare.ToString();
        List<object?[]> rows = [.. contacts.Select(contact => new object?[] { owner, KeyOf(contact), contact.ToString() })];
        return engine.WriteAsync(
            async (session, token) =>
            {
                await session.WriteRowsAsync(
                    "REPLACE INTO blocked_contacts (owner, contact_key, contact) VALUES", rows, token);
                return rows.Count;
            },
            ct);
    }

    public Task RemoveAsync(Jid account, IReadOnlyCollection<Jid> contacts, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                var removed = 0;
                foreach (var contact in contacts)
                {
                    removed += await session.ExecuteAsync(
                        "DELETE FROM blocked_contacts WHERE owner = @Owner AND contact_key = @Key",
                        new { Owner = account.Bare, Key = KeyOf(contact) }, token);
                }
                return removed;
            },
            ct);

    public Task<int> EraseAsync(Jid account, CancellationToken ct) =>
        engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                "DELETE FROM blocked_contacts WHERE owner = @Owner", new { Owner = account.Bare }, token),
            ct);

    private static byte[] KeyOf(Jid contact) => SHA256.HashData(Encoding.UTF8.GetBytes(contact.ToString()));
}
