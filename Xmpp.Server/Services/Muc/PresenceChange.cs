using System.Collections.Immutable;
using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Services.Muc;

/// <summary>One change of an occupant that is to be told.</summary>
/// <param name="Occupant">As he is now; one who goes, as he was.</param>
/// <param name="Type">Available or unavailable.</param>
internal sealed record PresenceChange(Occupant Occupant, PresenceType Type)
{
    /// <summary>What his client shows; null for nothing (an unavailable presence that the room makes itself).</summary>
    public Presence? Content { get; init; } = Type == PresenceType.Available ? Occupant.Presence : null;

    public string? NewNick { get; init; }
    public string? Actor { get; init; }
    public string? Reason { get; init; }
    public XElement? Destroy { get; init; }

    /// <summary>Codes for everybody.</summary>
    public ImmutableArray<int> Statuses { get; init; } = [];

    /// <summary>Codes for himself, beside 110 and those for everybody.</summary>
    public ImmutableArray<int> SelfStatuses { get; init; } = [];

    /// <summary>XEP-0045 §7.2.2: the 'id' of the stanza that brought it about, for the device that sent it.</summary>
    public (Jid To, string Id)? Echo { get; init; }
}
