using Xmpp.Server.Presences;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Roster;

/// <summary>What a contact is told when he is removed from a roster (RFC 6121 §2.5.2, §3.2.2, §3.3.2).</summary>
internal sealed class RosterRemoval(Func<Router> router, IBlockLists blockLists, PresenceOfAccount presence)
{
    /// <summary>
    /// Cancels both subscriptions, and shows the contact that the account is gone. One who is blocked hears nothing
    /// (XEP-0191 §3.3); his next probe tells him (RFC 6121 §4.3.2).
    /// </summary>
    public async Task TellContactAsync(Jid account, RosterItem removed, CancellationToken ct)
    {
        var contact = removed.Contact;
        if ((await blockLists.GetAsync(account, ct)).Blocks(contact))
            return;
        if (removed.Subscription.HasFlag(Subscription.To) || removed.PendingOut)
            await SendAsync(PresenceType.Unsubscribe, account, contact, ct);
        if (!removed.Subscription.HasFlag(Subscription.From))
            return;
        await presence.ShowUnavailableAsync(account, contact, ct); // §3.2.2: while he is still subscribed
        await SendAsync(PresenceType.Unsubscribed, account, contact, ct);
    }

    private ValueTask SendAsync(PresenceType type, Jid account, Jid contact, CancellationToken ct) =>
        router().RouteAsync(
            new StanzaContext(new Presence(type, account, contact), account, contact, StanzaOrigin.Server), ct);
}
