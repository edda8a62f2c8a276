using Xmpp.Server.Configuration;
using Xmpp.Server.Presences;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Roster;

/// <summary>Subscription stanzas that come to an account here (RFC 6121 §3.1.3, §3.1.6, §3.2.3, §3.3.3).</summary>
internal sealed class InboundSubscriptions(
    Rosters rosters,
    RosterPush push,
    ISessionDirectory directory,
    IAccountStore accounts,
    PresenceOfAccount presence,
    FeatureRegistry registry,
    LimitOptions limits,
    TimeProvider time,
    IPreAuthorization? preAuthorization)
{
    public async ValueTask HandleAsync(StanzaContext context, Presence stanza, Router router, CancellationToken ct)
    {
        var account = context.Recipient.Bare;
        var contact = context.Sender.Bare;
        // §8.5.1: silence for an account that does not exist; §8.5.3.2.2: a full JID that is not there is only good for
        // 'subscribe'.
        var resources = await directory.FindAsync(account, ct);
        if (contact == account || (resources.IsEmpty && !await accounts.ExistsAsync(account, ct)))
            return;
        if (context.Recipient.IsFull && stanza.Type != PresenceType.Subscribe
            && !resources.Any(r => r.FullJid == context.Recipient))
        {
            return;
        }
        // §3.1.3: a request to a resource is one to the account; §3.1.2: it comes from the bare JID.
        var delivered = (Presence)stanza.WithFrom(contact).WithTo(account);
        var isApproved = stanza.Type == PresenceType.Subscribe && preAuthorization is not null
            && await rosters.FindItemAsync(account, contact, ct) is not ({ Approved: true } or { Subscription: Subscription.From or Subscription.Both })
            && await preAuthorization.ApprovesAsync(account, contact, stanza, ct);
        SubscriptionStep step = default;
        SubscriptionState before = default;
        var isFull = false;
        var (roster, change) = await rosters.ChangeAsync(account, Decide, ct);
        while (isFull)
        {
            await DropOldestAsync(account, ct);
            (roster, change) = await rosters.ChangeAsync(account, Decide, ct);
        }
        if (step.Passes)
            await DeliverAsync(account, delivered, ct);
        if (step.Next.PendingIn && !before.PendingIn)
            registry.SubscriptionRequested.ForEach(notify => notify(account));
        if (change is not null)
            await push.PushAsync(account, roster.Snapshot.Version, change, ct);
        if (step.AutoReply is { } reply)
            await ReplyAsync(reply, account, contact, stanza.Id, router, ct);
        if (!before.IsFrom && step.Next.IsFrom)
            await presence.ShowAvailableAsync(account, contact, ct); // pre-approved (§3.4.2)
        else if (before.IsFrom && !step.Next.IsFrom)
            await presence.ShowUnavailableAsync(account, contact, ct); // §3.3.3
        if (isApproved)
            await preAuthorization!.OnApprovedAsync(account, contact, router, ct);

        RosterChange? Decide(RosterView current)
        {
            before = SubscriptionChange.StateOf(current, contact);
            step = isApproved
                ? SubscriptionRules.InboundApproved(before)
                : SubscriptionRules.Inbound(before, stanza.Type);
            isFull = step.Next.PendingIn && !before.PendingIn && current.Snapshot.Requests.Length >= limits.PendingSubscriptions;
            return isFull ? null : SubscriptionChange.Between(current, contact, step.Next,
                step.Next.PendingIn ? new SubscriptionRequest(contact, StoredStanza.Write(delivered), time.GetUtcNow()) : null);
        }
    }

    // Cases ABU-05: strangers cannot fill the store, nor keep others out of it. Whose request goes may ask again.
    private async Task DropOldestAsync(Jid account, CancellationToken ct) => await rosters.ChangeAsync(account, current =>
    {
        if (current.Snapshot.Requests.Length < limits.PendingSubscriptions
            || current.Snapshot.Requests.MinBy(request => request.ReceivedAt) is not { } oldest)
        {
            return null;
        }
        var state = SubscriptionChange.StateOf(current, oldest.Contact) with { PendingIn = false };
        return SubscriptionChange.Between(current, oldest.Contact, state, null);
    }, ct);

    // §3.1.3 rule 3: to all available resources; §3.1.6, §3.2.3, §3.3.3: to the interested ones.
    private async ValueTask DeliverAsync(Jid account, Presence stanza, CancellationToken ct)
    {
        foreach (var resource in await directory.FindAsync(account, ct))
        {
            if (stanza.Type == PresenceType.Subscribe ? resource.IsAvailable : resource.IsInterested || resource.IsAvailable)
                await directory.DeliverAsync(resource, new OutboundStanza(stanza), ct);
        }
    }

    private static ValueTask ReplyAsync(
        PresenceType type, Jid account, Jid contact, string? id, Router router, CancellationToken ct) =>
        router.RouteAsync(
            new StanzaContext(new Presence(type, account, contact, id), account, contact, StanzaOrigin.Server), ct);
}
