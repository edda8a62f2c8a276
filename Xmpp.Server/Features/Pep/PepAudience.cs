using Xmpp.Server.Features.EntityCaps;
using Xmpp.Server.Observability;
using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Features.Pep;

/// <summary>
/// Who gets the notifications of an account's node: its own resources and those of the contacts who may read the node,
/// each only if its client has asked for that node (XEP-0163 §4; cases PUB-03).
/// </summary>
internal sealed class PepAudience(
    PepContacts contacts, NodeRelations relations, EntityCapsCache caps, PepDelivery delivery, BackgroundWork background,
    PubSubMetrics metrics)
    : IImplicitAudience
{
    public async ValueTask<IReadOnlySet<Jid>> DeliverAsync(Node node, Message message, PubSubItem? item, CancellationToken ct)
    {
        var account = node.Owner;
        var mark = item?.Mark;
        var encoded = new EncodedStanza(message);
        var reached = new HashSet<Jid>();
        foreach (var client in await contacts.OwnAsync(account, ct))
            await OfferAsync(node, message, encoded, mark, client, reached, ct);
        var roster = await contacts.RosterOfAsync(account, ct);
        var blocked = await contacts.BlockedByAsync(account, ct);
        foreach (var contact in roster.Subscribers)
        {
            if (NodeRules.Refusal(NodeOperation.RetrieveItems, node.Config, relations.Of(node, roster.Item(contact), contact)) is not null)
                continue;
            foreach (var client in await contacts.OfContactAsync(account, contact, blocked, ct))
                await OfferAsync(node, message, encoded, mark, client, reached, ct);
        }
        return reached;
    }

    private async ValueTask OfferAsync(
        Node node, Message message, EncodedStanza encoded, string? mark, PepClient client, HashSet<Jid> reached,
        CancellationToken ct)
    {
        if (caps.TryGet(client.Caps, out var wanted))
        {
            if (!wanted.Contains(node.Name))
                return;
            reached.Add(client.FullJid.Bare);
            reached.Add(client.FullJid);
            Note(client, node, mark);
            metrics.Notified();
            await delivery.SendAsync(message, encoded, client, ct);
            return;
        }
        // It is not lost: it goes out when the client has told what it wants.
        var isKept = caps.WhenKnown(AskerOf(node.Owner, client), client.FullJid, client.Caps, known =>
        {
            if (!known.Contains(node.Name))
                return;
            metrics.Notified();
            // Begun here and not in the background: those that have waited go in the order of their publication.
            var sending = delivery.SendAsync(message, encoded, client, background.Stopping).AsTask();
            if (!sending.IsCompletedSuccessfully)
                background.Run("notification", _ => sending);
        });
        if (isKept)
            Note(client, node, mark); // it comes with the answer, and need not come as the last item, too
    }

    private static void Note(PepClient client, Node node, string? mark)
    {
        if (mark is not null)
            client.Arrival?.Note(node.Owner, node.Name, mark);
    }

    /// <summary>Who asks a client: its own account if it is here, for that may always ask; else the one it shows itself to.</summary>
    public static Jid AskerOf(Jid account, PepClient client) => client.Resource is null ? account : client.FullJid.Bare;
}
