using Xmpp.Server.Observability;
using Xmpp.Server.Roster;
using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.Pep;

/// <summary>
/// Re-calculates who may read what when a subscription, a roster item or a node's access model changes (XEP-0163 §7.1;
/// XEP-0060 §12.2, rules 5 and 6; cases PUB-05).
/// </summary>
internal sealed class PepAccess(
    Nodes nodes, NodeRelations relations, SubscriptionManagement subscriptions, PepPresence presence, BackgroundWork background)
{
    public void OnRosterChanged(Jid account, Jid contact, RosterView before, RosterView after)
    {
        if (nodes.HasNone(account))
            return;
        background.Run("access to nodes", async ct =>
        {
            var gained = new HashSet<string>(StringComparer.Ordinal);
            foreach (var node in await nodes.OfAccountAsync(account, ct))
            {
                var could = MayRead(node, before, contact);
                var can = MayRead(node, after, contact);
                if (can && !could)
                    gained.Add(node.Name);
                if (!can && could)
                    await CancelAsync(node, contact, ct);
            }
            // A new subscriber gets them when he has seen the account's presence (PepPresence.OnShown).
            if (gained.Count > 0 && before.IsSubscriber(contact))
                presence.OnGained(account, contact, node => gained.Contains(node.Name));
        });
    }

    public void OnConfigured(Node before, Node after)
    {
        if (before.Config.AccessModel == after.Config.AccessModel
            && before.Config.RosterGroups.SequenceEqual(after.Config.RosterGroups))
        {
            return;
        }
        background.Run("access to a node", async ct =>
        {
            var lost = new List<Jid>();
            foreach (var subscription in after.Subscriptions.Values)
            {
                if (await relations.RefusalAsync(NodeOperation.Subscribe, after, subscription.Subscriber, ct) is not null)
                    lost.Add(subscription.Subscriber);
            }
            if (lost.Count > 0)
                await subscriptions.CancelAsync(after, lost, ct);
        });
    }

    private async Task CancelAsync(Node node, Jid contact, CancellationToken ct)
    {
        var lost = node.Subscriptions.Keys.Where(subscriber => subscriber.Bare == contact).ToList();
        if (lost.Count > 0)
            await subscriptions.CancelAsync(node, lost, ct);
    }

    private bool MayRead(Node node, RosterView roster, Jid contact) =>
        NodeRules.Refusal(NodeOperation.RetrieveItems, node.Config, relations.Of(node, roster.Item(contact), contact)) is null;
}
