using System.Collections.Immutable;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Sessions;

/// <summary>
/// What everyone may know of a connected resource (RFC 6120 §7): an immutable snapshot, swapped in the directory.
/// </summary>
/// <param name="FullJid">Its address.</param>
/// <param name="SessionId">The session behind it; a later session with the same address has another.</param>
/// <param name="BoundAt">When it was bound.</param>
internal sealed record Resource(Jid FullJid, long SessionId, DateTimeOffset BoundAt)
{
    /// <summary>It has sent initial presence (RFC 6121 §4.2) and no unavailable presence since.</summary>
    public bool IsAvailable { get; init; }

    /// <summary>RFC 6121 §4.7.2.3; below zero it takes no messages to the bare JID.</summary>
    public sbyte Priority { get; init; }

    /// <summary>It has asked for the roster, so it gets roster pushes (RFC 6121 §2.2).</summary>
    public bool IsInterested { get; init; }

    /// <summary>It has asked for the block list, so it gets pushes of its changes (XEP-0191 §3.3).</summary>
    public bool HasBlockList { get; init; }

    /// <summary>The last presence that it broadcast, from its full JID, without 'to'; null when not available.</summary>
    public Presence? LastPresence { get; init; }

    /// <summary>The time since which it is available: another one each time that it comes online. Null for one of an earlier run.</summary>
    public Arrival? Arrival { get; init; }

    /// <summary>It gets copies of what other resources send and receive (XEP-0280 §4).</summary>
    public bool HasCarbons { get; init; }

    /// <summary>Its user does not look at it (XEP-0352 §4).</summary>
    public bool IsInactive { get; init; }

    /// <summary>Its stream broke and may be resumed (XEP-0198 §5); until then its stanzas wait.</summary>
    public bool IsHibernating { get; init; }

    /// <summary>It fetches what waits for the account itself (XEP-0013 §2.2).</summary>
    public bool RetrievesOffline { get; init; }

    /// <summary>Who else knows of it by directed presence (RFC 6121 §4.6).</summary>
    public ImmutableHashSet<Jid> Directed { get; init; } = [];
}
