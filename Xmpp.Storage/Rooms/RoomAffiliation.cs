using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Rooms;

/// <summary>What a room keeps of somebody (XEP-0045 §5.2).</summary>
/// <param name="Jid">An account's bare JID, or a domain that is banned (§9.2).</param>
/// <param name="Affiliation"><see cref="Affiliation.None"/> where there is nothing to keep.</param>
/// <param name="Nick">The reserved nickname (§7.10), or null.</param>
/// <param name="Reason">Why, as whoever changed it last has said, or null.</param>
public sealed record RoomAffiliation(Jid Jid, Affiliation Affiliation, string? Nick = null, string? Reason = null);
