using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Roster;

/// <summary>
/// A request of a contact that the owner has not answered ("pending in"). It is kept apart from the items because
/// RFC 6121 §3.1.3 forbids that it appears in the roster.
/// </summary>
/// <param name="Stanza">The complete presence stanza in UTF-8, to be delivered at each login.</param>
public sealed record SubscriptionRequest(Jid Contact, byte[] Stanza, DateTimeOffset ReceivedAt);
