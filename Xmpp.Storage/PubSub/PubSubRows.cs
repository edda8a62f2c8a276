using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.PubSub;

/// <summary>Puts nodes together from the rows of three tables, and removes what an account has in any of them.</summary>
internal static class PubSubRows
{
    public static IReadOnlyList<PubSubNode> Assemble(
        Jid owner, IReadOnlyList<NodeRow> nodes, IReadOnlyList<AffiliateRow> affiliates,
        IReadOnlyList<SubscriptionRow> subscriptions)
    {
        var affiliatesOf = affiliates.ToLookup(row => Convert.ToHexString(row.NodeKey), StringComparer.Ordinal);
        var subscriptionsOf = subscriptions.ToLookup(row => Convert.ToHexString(row.NodeKey), StringComparer.Ordinal);
        return
        [
            .. nodes.Select(row => new PubSubNode(
                owner, row.Name, ColumnTypes.ToJid(row.Creator), DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
                row.Config)
            {
                Affiliates = [.. affiliatesOf[Convert.ToHexString(row.NodeKey)].Select(a => a.ToAffiliate())],
                Subscriptions = [.. subscriptionsOf[Convert.ToHexString(row.NodeKey)].Select(s => s.ToSubscription())],
            }),
        ];
    }

    /// <summary>The account's own nodes, and what it is to the nodes of others.</summary>
    public static async Task<int> EraseAsync(StorageSession session, Jid account, CancellationToken ct)
    {
        var values = new { Owner = account, Key = PubSubKeys.Of(account) };
        var rows = await session.ExecuteAsync("DELETE FROM pubsub_items WHERE owner = @Owner", values, ct);
        rows += await session.ExecuteAsync("DELETE FROM pubsub_affiliations WHERE owner = @Owner", values, ct);
        rows += await session.ExecuteAsync("DELETE FROM pubsub_subscriptions WHERE owner = @Owner", values, ct);
        rows += await session.ExecuteAsync("DELETE FROM pubsub_nodes WHERE owner = @Owner", values, ct);
        rows += await session.ExecuteAsync("DELETE FROM pubsub_affiliations WHERE entity_key = @Key", values, ct);
        rows += await session.ExecuteAsync("DELETE FROM pubsub_subscriptions WHERE account_key = @Key", values, ct);
        return rows;
    }
}
