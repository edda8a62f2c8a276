using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Xml;

namespace Xmpp.Server.Presences;

/// <summary>
/// Brings one presence to many: encoded once, and without the way through the router for contacts on this server.
/// </summary>
internal sealed class PresenceDelivery(
    ISessionDirectory directory, HostTable hosts, StanzaPath path, IBlockLists blockLists, IRemoteRouter remote)
{
    /// <summary>
    /// Delivers to every address in turn that the sender has not blocked (XEP-0191 §3.3); what a contact or its server
    /// makes of it does not matter here.
    /// </summary>
    /// <param name="presence">From the resource's full JID, without 'to'.</param>
    /// <param name="sender">That full JID.</param>
    /// <param name="contacts">Bare JIDs, or full ones that got directed presence.</param>
    /// <param name="ct">Cancels between two contacts.</param>
    public async ValueTask BroadcastAsync(
        Presence presence, Jid sender, IEnumerable<Jid> contacts, CancellationToken ct) =>
        await BroadcastAsync(presence, sender, contacts, await ListOfAsync(sender, ct), ct);

    /// <summary>The same, as if the sender's block list were another one.</summary>
    public async ValueTask BroadcastAsync(
        Presence presence, Jid sender, IEnumerable<Jid> contacts, BlockList blocked, CancellationToken ct)
    {
        EncodedStanza? encoded = null;
        foreach (var contact in contacts)
        {
            if (blocked.Blocks(contact))
                continue;
            if (!hosts.Contains(contact.Domain))
                await remote.RouteAsync(presence.WithTo(contact), ct);
            else if (contact.Local is not null)
                await ToAccountAsync(presence, encoded ??= new EncodedStanza(presence), sender, contact, blocked, ct);
        }
    }

    /// <summary>RFC 6121 §8.5.2.1.2, §8.5.3.1: to all available resources, or to the one that a full JID names.</summary>
    public async ValueTask ToAccountAsync(
        Presence presence, EncodedStanza? encoded, Jid sender, Jid recipient, CancellationToken ct) =>
        await ToAccountAsync(presence, encoded, sender, recipient, await ListOfAsync(sender, ct), ct);

    private async ValueTask ToAccountAsync(
        Presence presence, EncodedStanza? encoded, Jid sender, Jid recipient, BlockList blocked, CancellationToken ct)
    {
        var resources = await directory.FindAsync(recipient.Bare, ct);
        if (resources.IsEmpty)
            return;
        var context = new StanzaContext(presence, sender, recipient, StanzaOrigin.Server);
        if ((await path.OnReceiveAsync(context, ct)).Stops)
            return;
        foreach (var resource in resources)
        {
            if (blocked.Blocks(resource.FullJid))
                continue; // XEP-0191 §6: one resource of a contact may be blocked
            if (recipient.IsFull ? resource.FullJid == recipient : resource.IsAvailable)
                await directory.DeliverAsync(resource, new OutboundStanza(presence, encoded, recipient), ct);
        }
    }

    private ValueTask<BlockList> ListOfAsync(Jid sender, CancellationToken ct) =>
        sender.Local is not null && hosts.Contains(sender.Domain)
            ? blockLists.GetAsync(sender.Bare, ct)
            : new ValueTask<BlockList>(BlockList.Empty);
}
