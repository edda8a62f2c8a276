using Xmpp.Server.Features.EntityCaps;
using Xmpp.Server.Observability;
using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Features.Pep;

/// <summary>Sends the last items of an account's nodes to one client (XEP-0163 §4.3.4).</summary>
internal sealed class PepLastItems(
    Nodes nodes, NodeRelations relations, ItemExpiry items, PepDelivery delivery, PubSubMetrics metrics)
{
    /// <param name="account">Whose nodes.</param>
    /// <param name="contact">What the account's roster says of the client's, or null for a client of the account itself.</param>
    /// <param name="client">Who gets them.</param>
    /// <param name="wanted">What the client has asked for.</param>
    /// <param name="isDue">Which nodes, of those that the client may read.</param>
    /// <param name="ct">Cancels between two.</param>
    public async ValueTask SendAsync(
        Jid account, RosterItem? contact, PepClient client, NotifySet wanted, Func<Node, bool> isDue, CancellationToken ct)
    {
        if (!(await nodes.OfAccountAsync(account, ct)).Any(node => IsWanted(node, wanted) && isDue(node)))
            return;
        // All nodes of an account change one after the other.
        await nodes.BetweenChangesAsync(account, "", token => SendNowAsync(account, contact, client, wanted, isDue, token), ct);
    }

    private async Task SendNowAsync(
        Jid account, RosterItem? contact, PepClient client, NotifySet wanted, Func<Node, bool> isDue, CancellationToken ct)
    {
        foreach (var node in await nodes.OfAccountAsync(account, ct))
        {
            if (!IsWanted(node, wanted) || !isDue(node))
                continue;
            if (contact is not null
                && NodeRules.Refusal(
                    NodeOperation.RetrieveItems, node.Config, relations.Of(node, contact, client.FullJid.Bare)) is not null)
            {
                continue;
            }
            if (await items.LastAsync(node, ct) is not { } item || client.Arrival?.Knows(account, node.Name, item.Mark) == true)
                continue;
            client.Arrival?.Note(account, node.Name, item.Mark); // what else may bring it (OnGained) need not
            metrics.Notified();
            await delivery.SendAsync(NodeNotifier.LastItem(node, item), client, ct);
        }
    }

    /// <summary>Reads the nodes of many accounts together, as far as they are not in memory.</summary>
    public Task PrepareAsync(IEnumerable<Jid> accounts, CancellationToken ct) => nodes.PreloadAsync(accounts, ct);

    /// <summary>True if any node would send something to who comes online; before the roster is looked at.</summary>
    public async ValueTask<bool> HasAnyAsync(Jid account, NotifySet wanted, CancellationToken ct)
    {
        if (nodes.HasNone(account))
            return false;
        foreach (var node in await nodes.OfAccountAsync(account, ct))
        {
            if (IsForPresence(node) && IsWanted(node, wanted))
                return true;
        }
        return false;
    }

    /// <summary>Nodes that send their last item to who comes online; the others that send any, to new subscribers only.</summary>
    public static bool IsForPresence(Node node) => node.Config.SendLast == SendLastItem.OnSubscriptionAndPresence;

    private static bool IsWanted(Node node, NotifySet wanted) =>
        node.Config is { SendLast: not SendLastItem.Never, DeliverNotifications: true } && wanted.Contains(node.Name);
}
