using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Services.PubSub;

/// <summary>Finds out what an entity is to a node, from the node and from the rosters of its owners here.</summary>
internal sealed class NodeRelations(Rosters rosters, HostTable hosts)
{
    /// <summary>Null if the entity may do that, else the error for it.</summary>
    public async ValueTask<StanzaError?> RefusalAsync(
        NodeOperation operation, Node node, Jid entity, CancellationToken ct) =>
        NodeRules.Refusal(operation, node.Config, await OfAsync(node, entity, ct));

    public async ValueTask<NodeRelation> OfAsync(Node node, Jid entity, CancellationToken ct)
    {
        var affiliation = node.AffiliationOf(entity);
        var relation = new NodeRelation(affiliation, node.IsSubscribed(entity), false, false);
        if (affiliation != PubSubAffiliation.None || node.Config.AccessModel is not (AccessModel.Presence or AccessModel.Roster))
            return relation;
        foreach (var owner in node.Owners())
        {
            if (owner.Local is null || !hosts.Contains(owner.Domain))
                continue;
            relation = With(relation, node.Config, await rosters.GetAsync(owner, ct), entity.Bare);
            if (relation is { SeesPresence: true, IsInGroup: true })
                break;
        }
        return relation;
    }

    /// <summary>The same with the roster of the account that has the node at hand.</summary>
    public static NodeRelation Of(Node node, RosterView roster, Jid contact) => With(
        new NodeRelation(node.AffiliationOf(contact), node.IsSubscribed(contact), false, false), node.Config, roster,
        contact.Bare);

    private static NodeRelation With(NodeRelation relation, NodeConfig config, RosterView roster, Jid contact) =>
        relation with
        {
            SeesPresence = relation.SeesPresence || roster.IsSubscriber(contact),
            IsInGroup = relation.IsInGroup
                || (roster.Item(contact) is { } item && item.Groups.Any(g => config.RosterGroups.Contains(g))),
        };
}
