using Xmpp.Server.Configuration;
using Xmpp.Server.Presences;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Roster;

/// <summary>Subscription stanzas that a user sends (RFC 6121 §3.1.2, §3.1.5, §3.2.2, §3.3.2, §3.4.2).</summary>
internal sealed class OutboundSubscriptions(
    Rosters rosters, RosterPush push, PresenceOfAccount presence, LimitOptions limits)
{
    /// <summary>Changes the user's roster, pushes, and routes. An error is for the sender.</summary>
    /// <param name="stanza">From the account's bare JID, with the 'to' of the client.</param>
    /// <param name="contact">The bare JID that 'to' stands for.</param>
    /// <param name="router">The way to the contact.</param>
    /// <param name="ct">Cancels before the change.</param>
    public async ValueTask<StanzaError?> SendAsync(Presence stanza, Jid contact, Router router, CancellationToken ct)
    {
        if (stanza.From is not { } account || contact == account)
            return null; // one is subscribed to oneself (§4.2.2), so there is nothing to do
        SubscriptionStep step = default;
        SubscriptionState before = default;
        var isFull = false;
        var (roster, change) = await rosters.ChangeAsync(account, current =>
        {
            before = SubscriptionChange.StateOf(current, contact);
            step = SubscriptionRules.Outbound(before, stanza.Type);
            isFull = current.Item(contact) is null && current.Snapshot.Items.Length >= limits.RosterItems
                && stanza.Type is PresenceType.Subscribe or PresenceType.Subscribed;
            return isFull ? null : SubscriptionChange.Between(current, contact, step.Next, null);
        }, ct);
        if (isFull)
            return StanzaError.ResourceConstraint;
        // §3.2.2: while the contact is still subscribed, so that he hears it before he hears why.
        if (before.IsFrom && !step.Next.IsFrom)
            await presence.ShowUnavailableAsync(account, contact, ct);
        // Before the contact hears of it: an account here may answer at once, and a push that comes later is the newer state.
        if (change is not null)
            await push.PushAsync(account, roster.Snapshot.Version, change, ct);
        if (step.Passes)
        {
            // §3.1.2: to the bare JID of the contact, whatever the client wrote.
            var routed = stanza.WithTo(contact);
            await router.RouteAsync(new StanzaContext(routed, account, contact, StanzaOrigin.LocalSession), ct);
        }
        if (!before.IsFrom && step.Next.IsFrom)
            await presence.ShowAvailableAsync(account, contact, ct); // §3.1.5
        return null;
    }
}
