using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.PubSub;

/// <summary>Puts nodes together from the rows of three tables, and removes what an account has in any of them.</summary>
internal static class PubSubRows
{
    public static IReadOnlyList<PubSubNode> Assemble(
        IReadOnlyList<NodeRow> nodes, IReadOnlyList<AffiliateRow> affiliates, IReadOnlyList<SubscriptionRow> subscriptions)
    {
        var affiliatesOf = affiliates.ToLookup(row => (ColumnTypes.ToText(row.Owner), Convert.ToHexString(row.NodeKey)));
        var subscriptionsOf = subscriptions.ToLookup(row => (ColumnTypes.ToText(row.Owner), Convert.ToHexString(row.NodeKey)));
        return [.. nodes.Select(ToNode)];

        PubSubNode ToNode(NodeRow row)
        {
            var key = (ColumnTypes.ToText(row.Owner), Convert.ToHexString(row.NodeKey));
            return new PubSubNode(
                ColumnTypes.ToJid(row.Owner), row.Name, ColumnTypes.ToJid(row.Creator),
                DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), row.Config)
            {
                Affiliates = [.. affiliatesOf[key].Select(a => a.ToAffiliate())],
                Subscriptions = [.. subscriptionsOf[key].Select(s => s.ToSubscription())],
            };
        }
    }

    /// <summary>A node and all that belongs to it; how many rows went.</summary>
    public static async Task<int> DeleteAsync(StorageSession session, Jid owner, byte[] nodeKey, CancellationToken ct)
    {
        var values = new { Owner = owner, Key = nodeKey };
        var rows = await session.ExecuteAsync(
            "DELETE FROM pubsub_items WHERE owner = @Owner AND node_key = @Key", values, ct);
        rows += await session.ExecuteAsync(
            "DELETE FROM pubsub_affiliations WHERE owner = @Owner AND node_key = @Key", values, ct);
        rows += await session.ExecuteAsync(
            "DELETE FROM pubsub_subscriptions WHERE owner = @Owner AND node_key = @Key", values, ct);
        return rows + await session.ExecuteAsync(
            "DELETE FROM pubsub_nodes WHERE owner = @Owner AND node_key = @Key", values, ct);
    }

    /// <summary>
    /// The account's own nodes, those of services that nobody else owns, and what the account is to the other ones.
    /// </summary>
    public static async Task<int> EraseAsync(StorageSession session, Jid account, CancellationToken ct)
    {
        var values = new { Owner = account, Key = PubSubKeys.Of(account) };
        var rows = await session.ExecuteAsync("DELETE FROM pubsub_items WHERE owner = @Owner", values, ct);
        rows += await session.ExecuteAsync("DELETE FROM pubsub_affiliations WHERE owner = @Owner", values, ct);
        rows += await session.ExecuteAsync("DELETE FROM pubsub_subscriptions WHERE owner = @Owner", values, ct);
        rows += await session.ExecuteAsync("DELETE FROM pubsub_nodes WHERE owner = @Owner", values, ct);
        var alone = await session.QueryAsync<AffiliateRow>(
            """
            SELECT a.owner AS Owner, a.node_key AS NodeKey, a.entity AS Entity, a.affiliation AS Affiliation
            FROM pubsub_affiliations a
            WHERE a.entity_key = @Key AND a.affiliation = 5 AND NOT EXISTS (
                SELECT 1 FROM pubsub_affiliations b
                WHERE b.owner = a.owner AND b.node_key = a.node_key AND b.affiliation = 5 AND b.entity_key <> @Key)
            """,
            values, ct);
        foreach (var node in alone)
            rows += await DeleteAsync(session, ColumnTypes.ToJid(node.Owner), node.NodeKey, ct);
        rows += await session.ExecuteAsync("DELETE FROM pubsub_affiliations WHERE entity_key = @Key", values, ct);
        rows += await session.ExecuteAsync("DELETE FROM pubsub_subscriptions WHERE account_key = @Key", values, ct);
        return rows;
    }
}
