using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.PubSub;

/// <summary>Nodes as rows.</summary>
public sealed class PubSubStore(IStorageEngine engine) : IPubSubStore
{
    public string Name => "nodes";

    public Action<Jid> Erased { get; set; } = static _ => { };

    public Task<IReadOnlyList<PubSubNode>> LoadAsync(Jid owner, CancellationToken ct) => LoadManyAsync([owner], ct);

    public Task<IReadOnlyList<PubSubNode>> LoadManyAsync(IReadOnlyList<Jid> owners, CancellationToken ct) =>
        engine.ReadAsync(
            async (session, token) =>
            {
                var values = new { Owners = owners.Select(owner => owner.ToString()).ToArray() };
                var nodes = await session.QueryAsync<NodeRow>(
                    """
                    SELECT owner AS Owner, node_key AS NodeKey, name AS Name, creator AS Creator, created_at AS CreatedAt,
                           config AS Config
                    FROM pubsub_nodes WHERE owner IN @Owners
                    """,
                    values, token);
                if (nodes.Count == 0)
                    return [];
                var affiliates = await session.QueryAsync<AffiliateRow>(
                    """
                    SELECT owner AS Owner, node_key AS NodeKey, entity AS Entity, affiliation AS Affiliation
                    FROM pubsub_affiliations WHERE owner IN @Owners
                    """,
                    values, token);
                var subscriptions = await session.QueryAsync<SubscriptionRow>(
                    """
                    SELECT owner AS Owner, node_key AS NodeKey, subscriber AS Subscriber, subid AS SubId, state AS State,
                           options AS Options, subscribed_at AS SubscribedAt
                    FROM pubsub_subscriptions WHERE owner IN @Owners ORDER BY subscribed_at, entity_key
                    """,
                    values, token);
                return PubSubRows.Assemble(nodes, affiliates, subscriptions);
            },
            ct);

    public Task<PubSubNode?> FindAsync(Jid owner, string name, CancellationToken ct) =>
        engine.ReadAsync(
            async (session, token) =>
            {
                var values = new { Owner = owner, Key = PubSubKeys.Of(name) };
                var node = await session.QueryFirstOrDefaultAsync<NodeRow>(
                    """
                    SELECT owner AS Owner, node_key AS NodeKey, name AS Name, creator AS Creator, created_at AS CreatedAt,
                           config AS Config
                    FROM pubsub_nodes WHERE owner = @Owner AND node_key = @Key
                    """,
                    values, token);
                if (node is null)
                    return null;
                var affiliates = await session.QueryAsync<AffiliateRow>(
                    """
                    SELECT owner AS Owner, node_key AS NodeKey, entity AS Entity, affiliation AS Affiliation
                    FROM pubsub_affiliations WHERE owner = @Owner AND node_key = @Key
                    """,
                    values, token);
                var subscriptions = await session.QueryAsync<SubscriptionRow>(
                    """
                    SELECT owner AS Owner, node_key AS NodeKey, subscriber AS Subscriber, subid AS SubId, state AS State,
                           options AS Options, subscribed_at AS SubscribedAt
                    FROM pubsub_subscriptions WHERE owner = @Owner AND node_key = @Key ORDER BY subscribed_at, entity_key
                    """,
                    values, token);
                return PubSubRows.Assemble([node], affiliates, subscriptions)[0];
            },
            ct);

    public Task<IReadOnlyList<PubSubNodeSummary>> ListAsync(Jid owner, string? after, int limit, CancellationToken ct) =>
        engine.ReadAsync(
            async (session, token) =>
            {
                var rows = await session.QueryAsync<SummaryRow>(
                    """
                    SELECT name AS Name, item_count AS Items, item_bytes AS Bytes FROM pubsub_nodes
                    WHERE owner = @Owner AND node_key > @After ORDER BY node_key LIMIT @limit
                    """,
                    new { Owner = owner, After = after is null ? [] : PubSubKeys.Of(after), limit }, token);
                return (IReadOnlyList<PubSubNodeSummary>)
                    [.. rows.Select(row => new PubSubNodeSummary(owner, row.Name, row.Items, row.Bytes))];
            },
            ct);

    public Task<PubSubNodeSummary?> CountAsync(Jid owner, string name, CancellationToken ct) =>
        engine.ReadAsync(
            async (session, token) =>
            {
                var row = await session.QueryFirstOrDefaultAsync<SummaryRow>(
                    """
                    SELECT name AS Name, item_count AS Items, item_bytes AS Bytes FROM pubsub_nodes
                    WHERE owner = @Owner AND node_key = @Key
                    """,
                    new { Owner = owner, Key = PubSubKeys.Of(name) }, token);
                return row is null ? null : new PubSubNodeSummary(owner, row.Name, row.Items, row.Bytes);
            },
            ct);

    public Task<CreateOutcome> CreateAsync(PubSubNode node, int maxNodes, int maxPerCreator, CancellationToken ct) =>
        engine.WriteAsync((session, token) => CreateAsync(session, node, maxNodes, maxPerCreator, token), ct);

    public Task<bool> SetConfigAsync(Jid owner, string name, byte[] config, int maxItems, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                var values = new { Owner = owner, Key = PubSubKeys.Of(name), Config = config };
                var found = await session.ExecuteAsync(
                    "UPDATE pubsub_nodes SET config = @Config WHERE owner = @Owner AND node_key = @Key", values, token);
                if (found > 0)
                    await PubSubItemRows.TrimAsync(session, owner, values.Key, maxItems, token);
                return found > 0;
            },
            ct);

    public Task<bool> DeleteAsync(Jid owner, string name, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) => await PubSubRows.DeleteAsync(session, owner, PubSubKeys.Of(name), token) > 0, ct);

    public Task SetAffiliationsAsync(
        Jid owner, string name, IReadOnlyList<PubSubAffiliate> affiliates, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                await SetAffiliationsAsync(session, owner, PubSubKeys.Of(name), affiliates, token);
                return true;
            },
            ct);

    public Task SetSubscriptionAsync(Jid owner, string name, PubSubSubscription subscription, CancellationToken ct) =>
        engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                """
                REPLACE INTO pubsub_subscriptions
                    (owner, node_key, entity_key, account_key, subscriber, subid, state, options, subscribed_at)
                SELECT owner, node_key, @EntityKey, @AccountKey, @Subscriber, @SubId, @State, @Options, @SubscribedAt
                FROM pubsub_nodes WHERE owner = @Owner AND node_key = @Key
                """,
                new
                {
                    Owner = owner,
                    Key = PubSubKeys.Of(name),
                    EntityKey = PubSubKeys.Of(subscription.Subscriber),
                    AccountKey = PubSubKeys.Of(subscription.Subscriber.Bare),
                    subscription.Subscriber,
                    subscription.SubId,
                    State = (int)subscription.State,
                    subscription.Options,
                    SubscribedAt = subscription.SubscribedAt.ToUnixTimeMilliseconds(),
                },
                token),
            ct);

    public Task RemoveSubscriptionAsync(Jid owner, string name, Jid subscriber, CancellationToken ct) =>
        engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                "DELETE FROM pubsub_subscriptions WHERE owner = @Owner AND node_key = @Key AND entity_key = @EntityKey",
                new { Owner = owner, Key = PubSubKeys.Of(name), EntityKey = PubSubKeys.Of(subscriber) }, token),
            ct);

    public Task<IReadOnlyList<(string Node, PubSubSubscription Subscription)>> SubscriptionsOfAsync(
        Jid owner, Jid entity, int limit, CancellationToken ct) =>
        engine.ReadAsync(
            async (session, token) =>
            {
                var rows = await session.QueryAsync<SubscriptionRow>(
                    """
                    SELECT s.node_key AS NodeKey, n.name AS Node, s.subscriber AS Subscriber, s.subid AS SubId, s.state AS State,
                           s.options AS Options, s.subscribed_at AS SubscribedAt
                    FROM pubsub_subscriptions s JOIN pubsub_nodes n ON n.owner = s.owner AND n.node_key = s.node_key
                    WHERE s.owner = @Owner AND s.account_key = @Key ORDER BY s.subscribed_at, n.node_key LIMIT @limit
                    """,
                    new { Owner = owner, Key = PubSubKeys.Of(entity.Bare), limit }, token);
                return (IReadOnlyList<(string, PubSubSubscription)>)
                    [.. rows.Select(row => (row.Node ?? "", row.ToSubscription()))];
            },
            ct);

    public Task<IReadOnlyList<(string Node, PubSubAffiliation Affiliation)>> AffiliationsOfAsync(
        Jid owner, Jid entity, int limit, CancellationToken ct) =>
        engine.ReadAsync(
            async (session, token) =>
            {
                var rows = await session.QueryAsync<AffiliateRow>(
                    """
                    SELECT a.node_key AS NodeKey, n.name AS Node, a.entity AS Entity, a.affiliation AS Affiliation
                    FROM pubsub_affiliations a JOIN pubsub_nodes n ON n.owner = a.owner AND n.node_key = a.node_key
                    WHERE a.owner = @Owner AND a.entity_key = @Key ORDER BY n.created_at, n.node_key LIMIT @limit
                    """,
                    new { Owner = owner, Key = PubSubKeys.Of(entity.Bare), limit }, token);
                return (IReadOnlyList<(string, PubSubAffiliation)>)
                    [.. rows.Select(row => (row.Node ?? "", (PubSubAffiliation)row.Affiliation))];
            },
            ct);

    public async Task<int> EraseAsync(Jid account, CancellationToken ct)
    {
        var rows = await engine.WriteAsync((session, token) => PubSubRows.EraseAsync(session, account.Bare, token), ct);
        if (rows > 0)
            Erased(account.Bare);
        return rows;
    }

    private static async Task<CreateOutcome> CreateAsync(
        StorageSession session, PubSubNode node, int maxNodes, int maxPerCreator, CancellationToken ct)
    {
        var values = new
        {
            node.Owner,
            Key = PubSubKeys.Of(node.Name),
            node.Name,
            node.Creator,
            CreatedAt = node.CreatedAt.ToUnixTimeMilliseconds(),
            node.Config,
        };
        if (await session.QueryFirstOrDefaultAsync<int>(
            "SELECT COUNT(*) FROM pubsub_nodes WHERE owner = @Owner AND node_key = @Key", values, ct) > 0)
        {
            return CreateOutcome.Exists;
        }
        var count = await session.QueryFirstOrDefaultAsync<long>(
            "SELECT COUNT(*) FROM pubsub_nodes WHERE owner = @Owner", values, ct);
        if (count >= maxNodes)
            return CreateOutcome.TooMany;
        if (count >= maxPerCreator && await session.QueryFirstOrDefaultAsync<long>(
            "SELECT COUNT(*) FROM pubsub_nodes WHERE owner = @Owner AND creator = @Creator", values, ct) >= maxPerCreator)
        {
            return CreateOutcome.TooMany;
        }
        await session.ExecuteAsync(
            """
            INSERT INTO pubsub_nodes (owner, node_key, name, creator, created_at, config, last_seq, item_count, item_bytes)
            VALUES (@Owner, @Key, @Name, @Creator, @CreatedAt, @Config, 0, 0, 0)
            """,
            values, ct);
        await SetAffiliationsAsync(session, node.Owner, values.Key, node.Affiliates, ct);
        return CreateOutcome.Created;
    }

    private static async Task SetAffiliationsAsync(
        StorageSession session, Jid owner, byte[] nodeKey, IReadOnlyList<PubSubAffiliate> affiliates, CancellationToken ct)
    {
        foreach (var affiliate in affiliates)
        {
            var values = new
            {
                Owner = owner,
                Key = nodeKey,
                EntityKey = PubSubKeys.Of(affiliate.Entity.Bare),
                Entity = affiliate.Entity.Bare,
                Affiliation = (int)affiliate.Affiliation,
            };
            await (affiliate.Affiliation == PubSubAffiliation.None
                ? session.ExecuteAsync(
                    "DELETE FROM pubsub_affiliations WHERE owner = @Owner AND node_key = @Key AND entity_key = @EntityKey",
                    values, ct)
                : session.ExecuteAsync(
                    """
                    REPLACE INTO pubsub_affiliations (owner, node_key, entity_key, entity, affiliation)
                    VALUES (@Owner, @Key, @EntityKey, @Entity, @Affiliation)
                    """,
                    values, ct));
        }
    }
}
