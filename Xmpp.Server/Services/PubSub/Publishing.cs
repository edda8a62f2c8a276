using System.Xml.Linq;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Publishes and deletes items (XEP-0060 §7).</summary>
internal sealed class Publishing(
    Nodes nodes, IPubSubStore store, IPubSubItemStore items, NodeRelations relations, NodeNotifier notifier,
    PubSubMetrics metrics, TimeProvider time)
{
    /// <summary>Told of items that a client has published at an account's node, before it is told that they are.</summary>
    public List<Func<Node, IReadOnlyList<PubSubItem>, CancellationToken, ValueTask>> Published { get; } = [];

    /// <summary>Told of an account's node from which a client has taken items away.</summary>
    public List<Func<Node, CancellationToken, ValueTask>> Retracted { get; } = [];

    /// <summary>§7.1.</summary>
    public async ValueTask<IqReply> PublishAsync(NodeRequest request, CancellationToken ct)
    {
        if (PublishRequest.Read(request, time, out var publish) is { } error)
            return error;
        if (publish is null)
            return StanzaError.BadRequest;
        if (await PublishAsync(request.Scope, request.Sender, publish, isDerived: false, ct) is { } refusal)
            return refusal;
        var done = new XElement(PubSubNames.Publish, new XAttribute(PubSubNames.Node, publish.Node));
        foreach (var item in publish.Items)
            done.Add(new XElement(PubSubNames.Item, new XAttribute(PubSubNames.Id, item.Id)));
        return IqReply.Result(new XElement(PubSubNames.PubSub, done));
    }

    /// <summary>Publishes; null when it is durable and told, else why not, and nothing has changed.</summary>
    /// <param name="scope">The service.</param>
    /// <param name="sender">Who publishes.</param>
    /// <param name="publish">What.</param>
    /// <param name="isDerived">The server itself has made it from something else, so nothing is made from it again.</param>
    /// <param name="ct">Cancels before it begins.</param>
    public async Task<StanzaError?> PublishAsync(
        PubSubScope scope, Jid sender, PublishRequest publish, bool isDerived, CancellationToken ct)
    {
        Node? published = null;
        var error = await nodes.ChangeAsync<StanzaError?>(scope.Address, publish.Node, async (node, token) =>
        {
            var (target, isNew, refusal) = await PrepareAsync(scope, sender, node, publish, token);
            if (refusal is not null)
                return new NodeChange<StanzaError?>(node, refusal);
            if (isNew && await CreateAsync(scope, target, token) is { } notCreated)
                return new NodeChange<StanzaError?>(node, notCreated);
            var (after, dropped, notStored) = await StoreAsync(scope, target, publish, token);
            if (notStored is null)
            {
                published = after;
                metrics.Published();
                return new NodeChange<StanzaError?>(after, null, c => TellAsync(after, publish, dropped, c));
            }
            if (isNew)
                await store.DeleteAsync(scope.Address, publish.Node, token);
            return new NodeChange<StanzaError?>(node, notStored);
        }, ct);
        if (published is not null && scope.IsAccount && !isDerived)
        {
            foreach (var told in Published)
                await told(published, publish.Items, ct);
        }
        return error;
    }

    /// <summary>§7.2.</summary>
    public async ValueTask<IqReply> RetractAsync(NodeRequest request, CancellationToken ct)
    {
        if (!request.TryGetNode(out var name))
            return PubSubErrors.NodeIdRequired;
        var ids = request.Element.Elements(PubSubNames.Item).Select(item => (string?)item.Attribute(PubSubNames.Id)).ToList();
        if (ids.Count == 0 || ids.Exists(string.IsNullOrEmpty))
            return PubSubErrors.ItemRequired; // §7.2.3.4
        bool? notify = (string?)request.Element.Attribute(PubSubNames.Notify) switch
        {
            "1" or "true" => true,
            "0" or "false" => false,
            _ => null,
        };
        var error = await RetractAsync(
            request.Scope, request.Sender, name, [.. ids.OfType<string>()], notify, isDerived: false, ct);
        return error is null ? IqReply.Done : error;
    }

    /// <summary>Deletes all of the items or none; null when it is durable and told.</summary>
    /// <param name="scope">The service.</param>
    /// <param name="sender">Who deletes.</param>
    /// <param name="name">The NodeID.</param>
    /// <param name="ids">The items.</param>
    /// <param name="notify">Whether to notify; null: as the node is configured.</param>
    /// <param name="isDerived">As for publishing.</param>
    /// <param name="ct">Cancels before it begins.</param>
    public async Task<StanzaError?> RetractAsync(
        PubSubScope scope, Jid sender, string name, IReadOnlyList<string> ids, bool? notify, bool isDerived,
        CancellationToken ct)
    {
        Node? retracted = null;
        var error = await nodes.ChangeAsync<StanzaError?>(scope.Address, name, async (node, token) =>
        {
            if (node is null)
                return new NodeChange<StanzaError?>(null, StanzaError.ItemNotFound); // §7.2.3.2
            var relation = await relations.OfAsync(node, sender, token);
            if (NodeRules.Refusal(NodeOperation.DeleteItem, node.Config, relation) is { } refusal)
                return new NodeChange<StanzaError?>(node, refusal);
            if (!node.Config.PersistItems)
                return new NodeChange<StanzaError?>(node, PubSubErrors.Unsupported("persistent-items")); // §7.2.3.5
            if (!NodeRules.MayDeleteOthers(relation.Affiliation)
                && await items.IsAnyOfOthersAsync(node.Owner, name, ids, sender.Bare, token))
            {
                return new NodeChange<StanzaError?>(node, StanzaError.Forbidden); // §7.2.3.1
            }
            if (!await items.RetractAsync(node.Owner, name, ids, token))
                return new NodeChange<StanzaError?>(node, StanzaError.ItemNotFound);
            retracted = node;
            return new NodeChange<StanzaError?>(
                node, null, notify ?? node.Config.NotifyRetract ? c => notifier.RetractedAsync(node, ids, c) : null);
        }, ct);
        if (retracted is not null && scope.IsAccount && !isDerived)
            await TellRetractedAsync(retracted, ct);
        return error;
    }

    /// <summary>§8.5: an owner removes all items.</summary>
    public async ValueTask<IqReply> PurgeAsync(NodeRequest request, CancellationToken ct)
    {
        if (!request.TryGetNode(out var name))
            return PubSubErrors.NodeIdRequired;
        Node? purged = null;
        var error = await nodes.ChangeAsync<StanzaError?>(request.Owner, name, async (node, token) =>
        {
            if (node is null)
                return new NodeChange<StanzaError?>(null, StanzaError.ItemNotFound); // §8.5.3.4
            if (await relations.RefusalAsync(NodeOperation.Purge, node, request.Sender, token) is { } refusal)
                return new NodeChange<StanzaError?>(node, refusal);
            if (!node.Config.PersistItems)
                return new NodeChange<StanzaError?>(node, PubSubErrors.Unsupported("persistent-items")); // §8.5.3.3
            await items.PurgeAsync(node.Owner, name, token);
            purged = node;
            return new NodeChange<StanzaError?>(
                node, null, node.Config.NotifyRetract ? c => notifier.PurgedAsync(node, c) : null);
        }, ct);
        if (purged is not null && request.Scope.IsAccount)
            await TellRetractedAsync(purged, ct);
        return error is null ? IqReply.Done : error;
    }

    // The node to publish at, and whether it is new; or why it cannot be.
    private async ValueTask<(Node Node, bool IsNew, StanzaError? Refusal)> PrepareAsync(
        PubSubScope scope, Jid sender, Node? node, PublishRequest publish, CancellationToken ct)
    {
        var isNew = node is null;
        // §7.1.4: created on the way, by those who may create; for the others it is not there.
        var target = node ?? scope.NewNode(publish.Node, sender, scope.Defaults, time);
        if (isNew && !scope.MayCreate(sender.Bare))
            return (target, true, StanzaError.ItemNotFound);
        if (!isNew && await relations.RefusalAsync(NodeOperation.Publish, target, sender, ct) is { } refusal)
            return (target, false, refusal);
        if (publish.Options is { } options)
        {
            if (NodeConfigForms.ApplyPreconditions(target.Config, options, out var asked) is { } bad)
                return (target, isNew, bad);
            asked = scope.Bounded(asked);
            if (!isNew && !asked.IsSameAs(scope.Bounded(target.Config)))
                return (target, false, PubSubErrors.PreconditionNotMet); // §7.1.5, rule 1
            target = isNew ? target with { Config = asked } : target;
        }
        return (target, isNew, PublishRules.Refusal(target.Config, publish.Items, scope.Limits));
    }

    private async Task<StanzaError?> CreateAsync(PubSubScope scope, Node node, CancellationToken ct) =>
        await store.CreateAsync(node.ToStored(), scope.Limits.MaxNodes, scope.Limits.MaxNodesPerCreator, ct) == CreateOutcome.Created
            ? null
            : StanzaError.ResourceConstraint;

    private async Task<(Node After, IReadOnlyList<string> Dropped, StanzaError? Error)> StoreAsync(
        PubSubScope scope, Node node, PublishRequest publish, CancellationToken ct)
    {
        if (!node.Config.PersistItems || publish.Items.Count == 0)
            return (node with { Held = publish.Items.Count == 0 ? node.Held : publish.Items[^1] }, [], null); // §12.10
        var limits = new PubSubItemLimits(
            Math.Min(node.Config.MaxItems, scope.Limits.MaxItems), node.Config.WhenFull == NodeFullPolicy.Reject,
            scope.Limits.OwnerBytes, scope.Limits.CreatorBytes);
        var result = await items.PublishAsync(node.Owner, node.Name, publish.Items, limits, ct);
        return result.Outcome switch
        {
            PublishOutcome.Stored => (node, result.Dropped, null),
            PublishOutcome.NodeFull => (node, [], PubSubErrors.NodeFull), // §7.1.3.4
            PublishOutcome.NoNode => (node, [], StanzaError.ItemNotFound),
            _ => (node, [], StanzaError.ResourceConstraint),
        };
    }

    /// <summary>A client has taken items away, or the node with them.</summary>
    public async ValueTask TellRetractedAsync(Node node, CancellationToken ct)
    {
        foreach (var told in Retracted)
            await told(node, ct);
    }

    private async ValueTask TellAsync(
        Node node, PublishRequest publish, IReadOnlyList<string> dropped, CancellationToken ct)
    {
        if (publish.Items.Count == 0)
            await notifier.TouchedAsync(node, ct);
        else
            await notifier.PublishedAsync(node, publish.Items, ct);
        // §7.1.2.5. That a node of one item has lost it goes without saying.
        if (dropped.Count > 0 && node.Config is { WhenFull: NodeFullPolicy.RetractOldest, NotifyRetract: true, MaxItems: > 1 })
            await notifier.RetractedAsync(node, dropped, ct);
    }
}
