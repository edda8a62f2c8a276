using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Creates, configures and deletes nodes (XEP-0060 §8.1–§8.4).</summary>
internal sealed class NodeOwnership(
    Nodes nodes, IPubSubStore store, NodeRelations relations, NodeNotifier notifier, TimeProvider time)
{
    /// <summary>Told of an account's node that was deleted, before its owner is told that it is.</summary>
    public List<Func<Node, CancellationToken, ValueTask>> Deleted { get; } = [];

    /// <summary>Told of a node whose configuration has changed. Must not wait.</summary>
    public List<Action<Node, Node>> Configured { get; } = [];

    /// <summary>§8.1.</summary>
    public async ValueTask<IqReply> CreateAsync(NodeRequest request, CancellationToken ct)
    {
        var (owner, scope) = (request.Owner, request.Scope);
        var asked = (string?)request.Element.Attribute(PubSubNames.Node);
        if (asked?.Length > NodeRequest.MaxNodeName)
            return StanzaError.NotAcceptable;
        if (!scope.MayCreate(request.Sender.Bare))
            return StanzaError.Forbidden;
        var configure = request.PubSub.Element(PubSubNames.Configure);
        if (configure?.Attribute(PubSubNames.Node) is not null)
            return StanzaError.BadRequest; // §8.1.3
        var config = scope.Defaults;
        if (configure?.Element(DataFormNames.X) is { } x)
        {
            if (!DataForm.TryRead(x, DataFormLimits.Default, out var form) || form.Type != DataFormType.Submit)
                return StanzaError.BadRequest;
            if (NodeConfigForms.Apply(config, form, out config) is { } error)
                return error;
        }
        var name = string.IsNullOrEmpty(asked) ? StreamIds.New() : asked; // instant nodes
        var refusal = await nodes.ChangeAsync<StanzaError?>(owner, name, async (node, token) =>
        {
            if (node is not null)
                return new NodeChange<StanzaError?>(node, StanzaError.Conflict);
            var created = scope.NewNode(name, request.Sender, scope.Bounded(config), time);
            return await store.CreateAsync(
                created.ToStored(), scope.Limits.MaxNodes, scope.Limits.MaxNodesPerCreator, token) switch
            {
                CreateOutcome.Created => new NodeChange<StanzaError?>(created, null),
                CreateOutcome.Exists => new NodeChange<StanzaError?>(node, StanzaError.Conflict),
                _ => new NodeChange<StanzaError?>(node, StanzaError.ResourceConstraint),
            };
        }, ct);
        if (refusal is not null)
            return refusal;
        return string.IsNullOrEmpty(asked)
            ? IqReply.Result(new XElement(
                PubSubNames.PubSub, new XElement(PubSubNames.Create, new XAttribute(PubSubNames.Node, name))))
            : IqReply.Done;
    }

    /// <summary>§8.2.1.</summary>
    public async ValueTask<IqReply> ConfigurationAsync(NodeRequest request, CancellationToken ct)
    {
        if (!request.TryGetNode(out var name))
            return PubSubErrors.NodeIdRequired; // §8.2.3.3
        if (await nodes.FindAsync(request.Owner, name, ct) is not { } node)
            return StanzaError.ItemNotFound;
        if (await relations.RefusalAsync(NodeOperation.Configure, node, request.Sender, ct) is { } refusal)
            return refusal;
        return IqReply.Result(new XElement(
            PubSubNames.OwnerPubSub,
            new XElement(
                PubSubNames.OwnerConfigure,
                new XAttribute(PubSubNames.Node, name),
                NodeConfigForms.ToElement(node.Config, DataFormType.Form))));
    }

    /// <summary>§8.3: what a new node is like.</summary>
    public static IqReply Defaults(NodeRequest request) =>
        (string?)request.Element.Attribute("type") is "collection"
            ? PubSubErrors.Unsupported("collections")
            : IqReply.Result(new XElement(
                PubSubNames.OwnerPubSub,
                new XElement(
                    PubSubNames.OwnerDefault, NodeConfigForms.ToElement(request.Scope.Defaults, DataFormType.Form))));

    /// <summary>§8.2.4.</summary>
    public async ValueTask<IqReply> ConfigureAsync(NodeRequest request, CancellationToken ct)
    {
        if (!request.TryGetNode(out var name))
            return PubSubErrors.NodeIdRequired;
        if (!DataForm.TryRead(request.Element.Element(DataFormNames.X), DataFormLimits.Default, out var form)
            || form.Type is not (DataFormType.Submit or DataFormType.Cancel))
        {
            return StanzaError.BadRequest;
        }
        var scope = request.Scope;
        (Node Before, Node After)? configured = null;
        var error = await nodes.ChangeAsync<StanzaError?>(request.Owner, name, async (node, token) =>
        {
            if (node is null)
                return new NodeChange<StanzaError?>(null, StanzaError.ItemNotFound);
            if (await relations.RefusalAsync(NodeOperation.Configure, node, request.Sender, token) is { } refusal)
                return new NodeChange<StanzaError?>(node, refusal);
            if (form.Type == DataFormType.Cancel)
                return new NodeChange<StanzaError?>(node, null); // §8.2.4
            if (NodeConfigForms.Apply(node.Config, form, out var config) is { } bad)
                return new NodeChange<StanzaError?>(node, bad);
            var after = node with { Config = scope.Bounded(config), Held = config.PersistItems ? null : node.Held };
            if (after.Config.IsSameAs(node.Config))
                return new NodeChange<StanzaError?>(node, null);
            // A node that keeps nothing any more has nothing.
            var kept = after.Config.PersistItems ? Math.Min(after.Config.MaxItems, scope.Limits.MaxItems) : 0;
            if (!await store.SetConfigAsync(node.Owner, name, NodeConfigForms.Write(after.Config), kept, token))
                return new NodeChange<StanzaError?>(null, StanzaError.ItemNotFound);
            configured = (node, after);
            return new NodeChange<StanzaError?>(
                after, null, after.Config.NotifyConfig ? c => notifier.ConfiguredAsync(after, c) : null);
        }, ct);
        if (configured is var (was, now))
            Configured.ForEach(told => told(was, now));
        return error is null ? IqReply.Done : error;
    }

    /// <summary>The operator deletes a node; false if there is none.</summary>
    public async Task<bool> DeleteAsync(Jid owner, string name, CancellationToken ct)
    {
        var deleted = await nodes.ChangeAsync(owner, name, async (node, token) =>
        {
            if (node is null || !await store.DeleteAsync(owner, name, token))
                return new NodeChange<Node?>(null, null);
            return new NodeChange<Node?>(null, node, c => notifier.DeletedAsync(node, null, c));
        }, ct);
        if (deleted is { Owner.Local: not null })
        {
            foreach (var told in Deleted)
                await told(deleted, ct);
        }
        return deleted is not null;
    }

    /// <summary>§8.4.</summary>
    public async ValueTask<IqReply> DeleteAsync(NodeRequest request, CancellationToken ct)
    {
        if (!request.TryGetNode(out var name))
            return PubSubErrors.NodeIdRequired;
        var redirect = (string?)request.Element.Element(PubSubNames.OwnerRedirect)?.Attribute(PubSubNames.Uri);
        Node? deleted = null;
        var error = await nodes.ChangeAsync<StanzaError?>(request.Owner, name, async (node, token) =>
        {
            if (node is null)
                return new NodeChange<StanzaError?>(null, StanzaError.ItemNotFound); // §8.4.3.2
            if (await relations.RefusalAsync(NodeOperation.Delete, node, request.Sender, token) is { } refusal)
                return new NodeChange<StanzaError?>(node, refusal);
            await store.DeleteAsync(node.Owner, name, token);
            deleted = node;
            return new NodeChange<StanzaError?>(
                null, null, node.Config.NotifyDelete ? c => notifier.DeletedAsync(node, redirect, c) : null);
        }, ct);
        if (deleted is not null && request.Scope.IsAccount)
        {
            foreach (var told in Deleted)
                await told(deleted, ct);
        }
        return error is null ? IqReply.Done : error;
    }
}
