using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Roster;

/// <summary>Gathers a roster from the rows of <see cref="Select"/>.</summary>
internal sealed class RosterRows
{
    /// <summary>One statement, so that version, items and requests are of one moment without a transaction.</summary>
    public const string Select =
        """
        SELECT 0, version, 0, NULL, NULL, NULL, NULL FROM roster_versions WHERE owner = @0
        UNION ALL
        SELECT 1, subscription, pending_out + 2 * approved, contact, name, group_names, NULL
        FROM roster_items WHERE owner = @0
        UNION ALL
        SELECT 2, received_at, 0, contact, NULL, NULL, stanza FROM roster_requests WHERE owner = @0
        """;

    private const int VersionRow = 0, ItemRow = 1, RequestRow = 2;
    private const int PendingOut = 1, Approved = 2;

    private readonly ImmutableArray<RosterItem>.Builder _items = ImmutableArray.CreateBuilder<RosterItem>();
    private readonly ImmutableArray<SubscriptionRequest>.Builder _requests = ImmutableArray.CreateBuilder<SubscriptionRequest>();
    private long _version;

    /// <summary>False for a row that somebody else has added to the statement; its kind is in the first column.</summary>
    public bool TryAdd(DbDataReader reader)
    {
        switch (reader.GetInt32(0))
        {
            case VersionRow:
                _version = reader.GetInt64(1);
                return true;
            case ItemRow:
                _items.Add(ReadItem(reader));
                return true;
            case RequestRow:
                _requests.Add(ReadRequest(reader));
                return true;
            default:
                return false;
        }
    }

    public RosterSnapshot ToSnapshot() => new(_version, _items.ToImmutable(), _requests.ToImmutable());

    internal static RosterItem ReadItem(DbDataReader reader)
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

    private static ImmutableArray<string> ToGroups(string text) =>
        text == "[]" ? [] : [.. JsonSerializer.Deserialize<string[]>(text) ?? []];
}
