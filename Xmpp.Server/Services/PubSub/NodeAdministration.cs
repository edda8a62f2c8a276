using Xmpp.Server.Commands.Control;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>What the operator may do with nodes of accounts and of services.</summary>
internal sealed class NodeAdministration(Nodes nodes, IPubSubStore store, NodeOwnership ownership)
{
    public async Task<IReadOnlyList<NodeLine>> ListAsync(Jid owner, string? after, int limit, CancellationToken ct) =>
        [.. (await store.ListAsync(owner, after, limit, ct)).Select(n => new NodeLine(n.Name, n.Items, n.Bytes))];

    /// <summary>The node, or null if there is none.</summary>
    public async Task<NodeDetails?> FindAsync(Jid owner, string name, CancellationToken ct)
    {
        if (await nodes.FindAsync(owner, name, ct) is not { } node || await store.CountAsync(owner, name, ct) is not { } count)
            return null;
        var configuration = NodeConfigFields.All.ToDictionary(
            field => field.Var, field => string.Join(", ", field.Get(node.Config)), StringComparer.Ordinal);
        var affiliations = node.Affiliations.ToDictionary(
            a => a.Key.ToString(), a => AffiliationManagement.NameOf(a.Value), StringComparer.Ordinal);
        var pending = node.Subscriptions.Values.Count(s => s.IsPending);
        return new NodeDetails(
            node.Name, node.Creator.ToString(), node.CreatedAt, count.Items, count.Bytes, configuration, affiliations,
            node.Subscriptions.Count - pending, pending);
    }

    /// <summary>Deletes the node with all that is in it; its subscribers are told. False if there is none.</summary>
    public Task<bool> DeleteAsync(Jid owner, string name, CancellationToken ct) => ownership.DeleteAsync(owner, name, ct);
}
