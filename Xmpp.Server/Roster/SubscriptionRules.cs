using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Roster;

/// <summary>
/// The subscription state machine of RFC 6121 Appendix A, from the user's side. The two directions are independent, so
/// the nine states of A.1 need no table of their own; the tests hold it against the RFC's tables.
/// </summary>
internal static class SubscriptionRules
{
    /// <summary>What the user sends to the contact (A.2).</summary>
    public static SubscriptionStep Outbound(SubscriptionState state, PresenceType type) => type switch
    {
        // Table 2: always routed, so that a contact's server that lost the request gets it again.
        PresenceType.Subscribe =>
            new SubscriptionStep(state with { PendingOut = !state.IsTo }, true),
        // Table 3
        PresenceType.Unsubscribe =>
            new SubscriptionStep(state.With(to: false) with { PendingOut = false }, true),
        // Table 4; §3.4.2: what nobody asked for is a pre-approval, which stays here.
        PresenceType.Subscribed when state.PendingIn =>
            new SubscriptionStep(state.With(from: true) with { PendingIn = false }, true),
        PresenceType.Subscribed =>
            new SubscriptionStep(state with { Approved = state.Approved || !state.IsFrom }, false),
        // Table 5; §3.4.2: it also takes back a pre-approval.
        PresenceType.Unsubscribed =>
            new SubscriptionStep(
                state.With(from: false) with { PendingIn = false, Approved = false }, state.PendingIn || state.IsFrom),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a subscription"),
    };

    /// <summary>A request that somebody grants for the user at once, as if it were approved for this time (§3.4).</summary>
    public static SubscriptionStep InboundApproved(SubscriptionState state) =>
        new(state.With(from: true) with { PendingIn = false }, false, PresenceType.Subscribed);

    /// <summary>What the contact sends to the user (A.3).</summary>
    public static SubscriptionStep Inbound(SubscriptionState state, PresenceType type) => type switch
    {
        // Table 6 [2], §3.1.3 rule 2
        PresenceType.Subscribe when state.IsFrom =>
            new SubscriptionStep(state, false, PresenceType.Subscribed),
        // Table 6 [1], §3.4.2; the record of the approval is kept, which §3.4.2 leaves to us.
        PresenceType.Subscribe when state.Approved =>
            new SubscriptionStep(state.With(from: true), false, PresenceType.Subscribed),
        PresenceType.Subscribe =>
            new SubscriptionStep(state with { PendingIn = true }, !state.PendingIn),
        // Table 7
        PresenceType.Unsubscribe when state.PendingIn || state.IsFrom =>
            new SubscriptionStep(state.With(from: false) with { PendingIn = false }, true, PresenceType.Unsubscribed),
        PresenceType.Unsubscribe => new SubscriptionStep(state, false),
        // Table 8
        PresenceType.Subscribed when state.PendingOut =>
            new SubscriptionStep(state.With(to: true) with { PendingOut = false }, true),
        PresenceType.Subscribed => new SubscriptionStep(state, false),
        // Table 9
        PresenceType.Unsubscribed when state.PendingOut || state.IsTo =>
            new SubscriptionStep(state.With(to: false) with { PendingOut = false }, true),
        PresenceType.Unsubscribed => new SubscriptionStep(state, false),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "Not a subscription"),
    };
}
