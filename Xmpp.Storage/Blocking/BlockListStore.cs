using System.Security.Cryptography;
using System.Text;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Blocking;

/// <summary>Block lists as rows.</summary>
public sealed class BlockListStore(IStorageEngine engine, TimeProvider clock) : IBlockListStore
{
    private readonly RecentAnswers _empty = new(clock);

    public string Name => "blocked contacts";

    public bool BlocksNobody(Jid account) => _empty.Contains(account.Bare);

    public async Task<IReadOnlyList<Jid>> LoadAsync(Jid account, CancellationToken ct)
    {
        var moment = _empty.Moment;
        var contacts = await engine.ReadAsync((session, token) => LoadAsync(session, account.Bare, token), ct);
        if (contacts.Count == 0)
            _empty.Add(account.Bare, moment);
        return contacts;
    }

    public async Task AddAsync(Jid account, IReadOnlyCollection<Jid> contacts, CancellationToken ct)
    {
        if (contacts.Count == 0)
            return;
        var owner = account.Bare.ToString();
        List<object?[]> rows = [.. contacts.Select(contact => new object?[] { owner, KeyOf(contact), contact.ToString() })];
        try
        {
            await engine.WriteAsync(
                async (session, token) =>
                {
                    await session.WriteRowsAsync(
                        "REPLACE INTO blocked_contacts (owner, contact_key, contact) VALUES", rows, token);
                    return rows.Count;
                },
                ct);
        }
        finally
        {
            _empty.Remove(account.Bare); // also a write that fails for its caller may have been carried out
        }
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

    private static async Task<List<Jid>> LoadAsync(StorageSession session, Jid account, CancellationToken ct)
    {
        var command = session.Prepare("SELECT contact FROM blocked_contacts WHERE owner = @0", account.ToString());
        var contacts = new List<Jid>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            contacts.Add(ColumnTypes.ToJid(reader.GetValue(0)));
        return contacts;
    }

    private static byte[] KeyOf(Jid contact) => SHA256.HashData(Encoding.UTF8.GetBytes(contact.ToString()));
}
