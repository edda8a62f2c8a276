using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.Invitations;

/// <summary>XEP-0379: who has an inviter's token is subscribed without a question, and the other way round.</summary>
internal sealed class PreAuthorizedSubscriptions(
    InvitationService invitations, Rosters rosters, OutboundSubscriptions outbound, HostTable hosts) : IPreAuthorization
{
    // §4.1: a token that is none is ignored; it may be one of the client's own.
    public async ValueTask<bool> ApprovesAsync(Jid account, Jid contact, Presence request, CancellationToken ct) =>
        request.Element.Element(InvitationNames.PreAuth) is { } preAuth
        && await invitations.TakeForContactAsync(account, (string?)preAuth.Attribute(InvitationNames.Token), ct);

    public async ValueTask OnApprovedAsync(Jid account, Jid contact, Router router, CancellationToken ct)
    {
        // §3.4: a client approves the inviter's request beforehand; ours does not depend on it for its own accounts.
        if (hosts.Contains(contact.Domain))
        {
            await rosters.ChangeAsync(contact, roster =>
            {
                var state = SubscriptionChange.StateOf(roster, account);
                return SubscriptionChange.Between(roster, account, state with { Approved = state.Approved || !state.IsFrom }, null);
            }, ct);
        }
        if ((await rosters.GetAsync(account, ct)).Item(contact) is { } item && SubscriptionChange.IsTo(item))
            return;
        // §3.5: the request in the other direction. A full roster cannot be: the contact has just got into it.
        await outbound.SendAsync(new Presence(PresenceType.Subscribe, account, contact), contact, router, ct);
    }
}
