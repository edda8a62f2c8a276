using Xmpp.Storage.Roster;

namespace Xmpp.Server.Roster;

/// <summary>
/// Where a user and a contact stand (RFC 6121 A.1): a subscription in each direction, or a request for it.
/// </summary>
/// <param name="Subscription">None, To, From or Both.</param>
/// <param name="PendingOut">The user has asked the contact.</param>
/// <param name="PendingIn">The contact has asked the user.</param>
/// <param name="Approved">The user has granted a future request (§3.4).</param>
internal readonly record struct SubscriptionState(
    Subscription Subscription, bool PendingOut = false, bool PendingIn = false, bool Approved = false)
{
    public bool IsTo => Subscription.HasFlag(Subscription.To);
    public bool IsFrom => Subscription.HasFlag(Subscription.From);

    public SubscriptionState With(bool? to = null, bool? from = null)
    {
        var subscription = Subscription;
        if (to is { } seesContact)
            subscription = seesContact ? subscription | Subscription.To : subscription & ~Subscription.To;
        if (from is { } seesUser)
            subscription = seesUser ? subscription | Subscription.From : subscription & ~Subscription.From;
        return this with { Subscription = subscription };
    }
}
