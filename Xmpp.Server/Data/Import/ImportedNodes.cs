using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Data.Import;

/// <summary>Nodes, who is what to them, and their items.</summary>
internal sealed class ImportedNodes(ImportScope scope, DataOwnerKind kind)
{
    private const int Together = 50;
    private const int TogetherBytes = 4 * 1024 * 1024;

    private readonly Dictionary<string, int> _maxItems = new(StringComparer.Ordinal);
    private readonly List<PubSubItem> _items = [];
    private string _node = "";
    private long _bytes;

    public async ValueTask AddAsync(DataPart part, CancellationToken ct)
    {
        switch (part)
        {
            case DataPart.Node p:
                await SetNodeAsync(p, ct);
                break;
            case DataPart.NodeAffiliate p:
                await SetAffiliateAsync(p, ct);
                break;
            case DataPart.NodeSubscriber p:
                await SetSubscriberAsync(p, ct);
                break;
            case DataPart.Item p:
                await AddItemAsync(p, ct);
                break;
        }
    }

    /// <summary>Writes the items that wait.</summary>
    public async ValueTask FlushAsync(CancellationToken ct)
    {
        if (_items.Count == 0)
            return;
        // An item may be there more than once: the last one counts.
        List<PubSubItem> items = [.. _items.AsEnumerable().Reverse().DistinctBy(i => i.Id).Reverse()];
        var known = (await scope.Stores.PubSubItems.FindAsync(
            scope.Owner, _node, [.. items.Select(i => i.Id)], long.MaxValue, ct) ?? []).ToDictionary(i => i.Id, StringComparer.Ordinal);
        var added = new List<PubSubItem>();
        foreach (var item in items)
        {
            var old = known.GetValueOrDefault(item.Id);
            var isSame = old is not null && old.Payload.AsSpan().SequenceEqual(item.Payload) && old.Publisher == item.Publisher;
            if (scope.Takes(DataKind.Items, old is not null, isSame))
                added.Add(item.PublishedAt == default ? item with { PublishedAt = scope.Time.GetUtcNow() } : item);
        }
        if (added.Count > 0)
        {
            await scope.Stores.PubSubItems.PublishAsync(
                scope.Owner, _node, added, new PubSubItemLimits(_maxItems[_node], false, 0), ct);
        }
        _items.Clear();
        _bytes = 0;
    }

    private async ValueTask SetNodeAsync(DataPart.Node part, CancellationToken ct)
    {
        var config = ConfigOf(part);
        var bytes = NodeConfigForms.Write(config);
        var old = await scope.Stores.PubSub.FindAsync(scope.Owner, part.Name, ct);
        _maxItems[part.Name] = config.MaxItems;
        switch (scope.Decide(DataKind.Nodes, old is not null, old is not null && NodeConfigForms.Read(old.Config).IsSameAs(config)))
        {
            case DataOutcome.Created when scope.Writes:
                await scope.Stores.PubSub.CreateAsync(
                    new PubSubNode(
                        scope.Owner, part.Name, part.Creator?.Bare ?? scope.Owner, part.CreatedAt ?? scope.Time.GetUtcNow(), bytes),
                    int.MaxValue, int.MaxValue, ct);
                break;
            case DataOutcome.Replaced when scope.Writes:
                await scope.Stores.PubSub.SetConfigAsync(scope.Owner, part.Name, bytes, config.MaxItems, ct);
                break;
            case DataOutcome.Conflict when old is not null:
                _maxItems[part.Name] = NodeConfigForms.Read(old.Config).MaxItems;
                break;
        }
    }

    // XEP-0227 §4.10.1: what is not recognised is ignored, and said; but who may read is never guessed to be more people.
    private NodeConfig ConfigOf(DataPart.Node part)
    {
        var config = DefaultOf(part.Name);
        if (!DataForm.TryRead(part.Form, DataFormLimits.Default, out var form))
            return config;
        foreach (var field in form.Fields)
        {
            if (field.Var == DataFormNames.FormType)
                continue;
            if (NodeConfigFields.Find(field.Var) is not { } known)
                scope.Report.Unknown($"node option {field.Var}", $"{scope.Owner} {part.Name}");
            else if (known.Set(config, field.Values) is { } changed)
                config = changed;
            else if (field.Values.Any(value => value.Length > 0))
                config = Refused(config, part.Name, field);
        }
        return config;
    }

    private NodeConfig Refused(NodeConfig config, string node, DataFormField field)
    {
        scope.Report.Refuse(
            DataKind.Nodes, $"{scope.Owner} {node}", $"{field.Var} is {string.Join(' ', field.Values)}, which cannot be");
        return field.Var == NodeConfigFields.AccessModelVar ? config with { AccessModel = AccessModel.Whitelist } : config;
    }

    private NodeConfig DefaultOf(string node)
    {
        if (kind != DataOwnerKind.Account)
            return new NodeConfig();
        var isPrivate = node is "storage:bookmarks" or "urn:xmpp:bookmarks:1";
        // XEP-0163 §5, and XEP-0402 §3 for what is nobody else's business.
        return new NodeConfig { AccessModel = isPrivate ? AccessModel.Whitelist : AccessModel.Presence };
    }

    private async ValueTask SetAffiliateAsync(DataPart.NodeAffiliate part, CancellationToken ct)
    {
        var node = await scope.Stores.PubSub.FindAsync(scope.Owner, part.Name, ct);
        if (node is null || node.Affiliates.Any(a => a.Entity == part.Affiliate.Entity && a.Affiliation == part.Affiliate.Affiliation))
            return;
        var exists = node.Affiliates.Any(a => a.Entity == part.Affiliate.Entity);
        if (scope.Writes && (!exists || scope.Options.Conflict == ConflictPolicy.Replace))
            await scope.Stores.PubSub.SetAffiliationsAsync(scope.Owner, part.Name, [part.Affiliate], ct);
    }

    private async ValueTask SetSubscriberAsync(DataPart.NodeSubscriber part, CancellationToken ct)
    {
        var node = await scope.Stores.PubSub.FindAsync(scope.Owner, part.Name, ct);
        if (node is null || !scope.Writes || node.Subscriptions.Any(s => s.Subscriber == part.Subscription.Subscriber))
            return;
        var subscription = part.Subscription.SubscribedAt == default
            ? part.Subscription with { SubscribedAt = scope.Time.GetUtcNow() }
            : part.Subscription;
        await scope.Stores.PubSub.SetSubscriptionAsync(scope.Owner, part.Name, subscription, ct);
    }

    private async ValueTask AddItemAsync(DataPart.Item part, CancellationToken ct)
    {
        if (part.Name != _node || _items.Count >= Together || _bytes >= TogetherBytes)
            await FlushAsync(ct);
        _node = part.Name;
        if (!_maxItems.ContainsKey(part.Name))
            await FindNodeAsync(part.Name, ct);
        _items.Add(part.Value);
        _bytes += part.Value.Payload.Length;
    }

    // Items of a node that nothing was said of (XEP-0227 §4.10.2 has it otherwise).
    private async ValueTask FindNodeAsync(string name, CancellationToken ct)
    {
        if (await scope.Stores.PubSub.FindAsync(scope.Owner, name, ct) is { } node)
        {
            _maxItems[name] = NodeConfigForms.Read(node.Config).MaxItems;
            return;
        }
        scope.Report.Note($"{scope.Owner}: nothing says how node {name} is configured; it has the defaults");
        await SetNodeAsync(new DataPart.Node(name, null), ct);
    }
}
