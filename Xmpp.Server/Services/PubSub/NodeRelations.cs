using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.PubSub;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Finds out what an entity is to a node, from the node and from the roster of the account that has or made it.</summary>
internal sealed class NodeRelations(Rosters rosters, HostTable hosts, TimeProvider time)
{
    /// <summary>Null if the entity may do that, else the error for it.</summary>
    public async ValueTask<StanzaError?> RefusalAsync(
        NodeOperation operation, Node node, Jid entity, CancellationToken ct) =>
        NodeRules.Refusal(operation, node.Config, await OfAsync(node, entity, ct));

    public async ValueTask<NodeRelation> OfAsync(Node node, Jid entity, CancellationToken ct)
    {
        var affiliation = node.AffiliationOf(entity);
        var relation = new NodeRelation(affiliation, node.IsSubscribed(entity, time.GetUtcNow()), false, false);
        if (affiliation != PubSubAffiliation.None || node.Config.AccessModel is not (AccessModel.Presence or AccessModel.Roster))
            return relation;
        return RosterOf(node) is { Local: not null } account && hosts.Contains(account.Domain)
            ? With(relation, node.Config, await rosters.FindItemAsync(account, entity.Bare, ct))
            : relation;
    }

    // Owners are made by other owners and are not asked, so only an account that has, or has itself created, the node lends
    // it its roster: else a node would tell anybody whom anybody knows.
    private static Jid? RosterOf(Node node)
    {
        if (node.Owner.Local is not null)
            return node.Owner;
        return node.AffiliationOf(node.Creator) == PubSubAffiliation.Owner ? node.Creator.Bare : null;
    }

    /// <summary>The same with what the roster of the account that has the node says of him at hand.</summary>
    public NodeRelation Of(Node node, RosterItem? item, Jid contact) => With(
        new NodeRelation(node.AffiliationOf(contact), node.IsSubscribed(contact, time.GetUtcNow()), false, false), node.Config, item);

    private static NodeRelation With(NodeRelation relation, NodeConfig config, RosterItem? item) => relation with
    {
        SeesPresence = relation.SeesPresence || item?.Subscription.HasFlag(Subscription.From) == true,
        IsInGroup = relation.IsInGroup || item?.Groups.Any(group => config.RosterGroups.Contains(group)) == true,
    };
}
