using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Roster;

/// <summary>One contact of a roster (RFC 6121 §2.1.2).</summary>
/// <param name="PendingOut">The 'ask' attribute (§2.1.2.2): the owner's request is not answered yet.</param>
/// <param name="Approved">The 'approved' attribute (§2.1.2.1): the contact's future request is granted.</param>
public sealed record RosterItem(
    Jid Contact,
    string? Name,
    ImmutableArray<string> Groups,
    Subscription Subscription,
    bool PendingOut,
    bool Approved)
{
    // The array of the generated equality would compare by reference.
    public bool Equals(RosterItem? other) =>
        other is not null && Contact == other.Contact && Name == other.Name && Subscription == other.Subscription
        && PendingOut == other.PendingOut && Approved == other.Approved && Groups.SequenceEqual(other.Groups);

    public override int GetHashCode() => HashCode.Combine(Contact, Name, Subscription, PendingOut, Approved);
}
