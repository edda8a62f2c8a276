using System.Globalization;
using System.Xml.Linq;
using Xmpp.Server.Features.Disco;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Discovery of nodes, of what they are, and of their items (XEP-0060 §5.2–§5.5).</summary>
internal sealed class NodeDisco(Nodes nodes, IPubSubStore store, IPubSubItemStore items, NodeRelations relations)
{
    /// <summary>§5.2: those that the one who asks may read or subscribe to (XEP-0163 §6.2).</summary>
    public async ValueTask<IReadOnlyList<XElement>> NodesAsync(PubSubScope scope, Jid asker, CancellationToken ct)
    {
        var listed = new List<XElement>();
        await foreach (var node in AllAsync(scope, ct))
        {
            var operation = node.Config.AccessModel == AccessModel.Authorize
                ? NodeOperation.Subscribe
                : NodeOperation.RetrieveItems;
            if (await relations.RefusalAsync(operation, node, asker, ct) is not null)
                continue;
            var item = new XElement(
                DiscoNames.Item,
                new XAttribute("jid", scope.Address.ToString()),
                new XAttribute("node", node.Name));
            if (node.Config.Title.Length > 0)
                item.Add(new XAttribute("name", node.Config.Title));
            listed.Add(item);
            if (listed.Count >= scope.Limits.PageItems)
                break;
        }
        return listed;
    }

    /// <summary>§5.3, §5.4: who may not read the node does not learn of it.</summary>
    public async ValueTask<IqReply> NodeInfoAsync(PubSubScope scope, Jid asker, string name, CancellationToken ct)
    {
        if (await FindAsync(scope, asker, name, ct) is not { } node)
            return StanzaError.ItemNotFound;
        return IqReply.Result(new XElement(
            DiscoNames.InfoQuery,
            new XAttribute("node", name),
            new XElement(DiscoNames.Identity, new XAttribute("category", "pubsub"), new XAttribute("type", "leaf")),
            new XElement(DiscoNames.Feature, new XAttribute("var", PubSubNames.Base)),
            MetaData(node)));
    }

    /// <summary>§5.5.</summary>
    public async ValueTask<IqReply> NodeItemsAsync(PubSubScope scope, Jid asker, string name, CancellationToken ct)
    {
        if (await FindAsync(scope, asker, name, ct) is not { } node)
            return StanzaError.ItemNotFound;
        if (await relations.RefusalAsync(NodeOperation.RetrieveItems, node, asker, ct) is { } refusal)
            return refusal;
        var ids = await items.IdsAsync(node.Owner, name, scope.Limits.PageItems, ct);
        return IqReply.Result(new XElement(
            DiscoNames.ItemsQuery,
            new XAttribute("node", name),
            ids.Select(id => new XElement(
                DiscoNames.Item, new XAttribute("jid", scope.Address.ToString()), new XAttribute("name", id)))));
    }

    private async ValueTask<Node?> FindAsync(PubSubScope scope, Jid asker, string name, CancellationToken ct)
    {
        if (await nodes.FindAsync(scope.Address, name, ct) is not { } node)
            return null;
        return await relations.RefusalAsync(NodeOperation.Subscribe, node, asker, ct) is null
            || await relations.RefusalAsync(NodeOperation.RetrieveItems, node, asker, ct) is null ? node : null;
    }

    private async IAsyncEnumerable<Node> AllAsync(
        PubSubScope scope, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        if (scope.IsAccount)
        {
            foreach (var node in (await nodes.OfAccountAsync(scope.Address, ct)).OrderBy(n => n.CreatedAt).ThenBy(n => n.Name, StringComparer.Ordinal))
                yield return node;
            yield break;
        }
        string? after = null;
        while (true)
        {
            var page = await store.ListAsync(scope.Address, after, 100, ct);
            foreach (var summary in page)
            {
                if (await nodes.FindAsync(scope.Address, summary.Name, ct) is { } node)
                    yield return node;
            }
            if (page.Count < 100)
                yield break;
            after = page[^1].Name;
        }
    }

    private static XElement MetaData(Node node)
    {
        var config = node.Config;
        List<DataFormField> fields =
        [
            new("pubsub#creation_date", DataFormNames.TextSingle, XmppDateTime.Format(node.CreatedAt)),
            new("pubsub#creator", DataFormNames.JidSingle, node.Creator.ToString()),
            new("pubsub#owner", DataFormNames.JidMulti, [.. node.Owners().Select(o => o.ToString())]),
            new(
                "pubsub#publisher", DataFormNames.JidMulti,
                [.. node.Affiliations.Where(a => a.Value == PubSubAffiliation.Publisher).Select(a => a.Key.ToString())]),
            new(
                "pubsub#num_subscribers", DataFormNames.TextSingle,
                node.Subscriptions.Values.Count(s => !s.IsPending).ToString(CultureInfo.InvariantCulture)),
        ];
        string[] shown =
        [
            "pubsub#title", "pubsub#description", "pubsub#type", "pubsub#language", "pubsub#contact", "pubsub#access_model",
            "pubsub#publish_model", "pubsub#max_items",
        ];
        fields.AddRange(shown.Select(name => NodeConfigFields.Find(name)).OfType<NodeConfigField>()
            .Select(field => new DataFormField(field.Var, field.Type, field.Get(config))));
        return DataForm.Create(DataFormType.Result, PubSubNames.MetaDataForm, fields).ToElement();
    }
}
