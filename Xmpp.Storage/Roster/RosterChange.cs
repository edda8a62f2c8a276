using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Roster;

/// <summary>A change for one contact of a roster, carried out as a whole or not at all.</summary>
public sealed record RosterChange(Jid Contact)
{
    public RosterEdit<RosterItem> Item { get; init; }
    public RosterEdit<SubscriptionRequest> Request { get; init; }
}
