using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;
using Xmpp.Storage.Offline;
using Xmpp.Storage.Roster;

namespace Xmpp.Storage.Accounts;

/// <summary>
/// Reads all that a login needs of an account in one statement, where each would be a query and two changes of thread. Whether
/// messages wait for it is left with their store, which is asked right after.
/// </summary>
public sealed class AccountStarts
{
    private const int BlockedRow = 3, PhotoRow = 4, OfflineRow = 5;

    private const string Select = RosterRows.Select + """

        UNION ALL
        SELECT 3, 0, 0, contact, NULL, NULL, NULL FROM blocked_contacts WHERE owner = @0
        UNION ALL
        SELECT 4, 0, 0, NULL, photo_hash, NULL, NULL FROM vcards WHERE owner = @0
        UNION ALL
        SELECT 5, EXISTS (SELECT 1 FROM offline_messages WHERE owner = @0), 0, NULL, NULL, NULL, NULL
        """;

    private readonly IStorageEngine _engine;
    private readonly RecentAnswers _withoutOffline;

    internal AccountStarts(IStorageEngine engine, OfflineStore offline) => (_engine, _withoutOffline) = (engine, offline.Empty);

    public async Task<AccountStart> LoadAsync(Jid account, CancellationToken ct)
    {
        var moment = _withoutOffline.Moment;
        var (start, hasOffline) = await _engine.ReadAsync((session, token) => LoadAsync(session, account.Bare, token), ct);
        if (!hasOffline)
            _withoutOffline.Add(account.Bare, moment);
        return start;
    }

    private static async Task<(AccountStart Start, bool HasOffline)> LoadAsync(
        StorageSession session, Jid account, CancellationToken ct)
    {
        var roster = new RosterRows();
        var blocked = new List<Jid>();
        string? photoHash = null;
        var hasOffline = true;
        await using var reader = await session.Prepare(Select, account.ToString()).ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (roster.TryAdd(reader))
                continue;
            switch (reader.GetInt32(0))
            {
                case BlockedRow:
                    blocked.Add(ColumnTypes.ToJid(reader.GetValue(3)));
                    break;
                case PhotoRow:
                    photoHash = reader.GetValue(4) as string;
                    break;
                case OfflineRow:
                    hasOffline = reader.GetInt64(1) != 0;
                    break;
            }
        }
        return (new AccountStart(roster.ToSnapshot(), blocked, photoHash), hasOffline);
    }
}
