using System.Collections.Immutable;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Somebody in a room, with one or more devices under one nickname (XEP-0045 §7.2.8).</summary>
/// <param name="Jid">room@service/nick.</param>
/// <param name="Key">The nickname as nicknames are compared.</param>
/// <param name="Account">His bare JID.</param>
/// <param name="Id">XEP-0421.</param>
internal sealed record Occupant(Jid Jid, string Key, Jid Account, string Id)
{
    public Affiliation Affiliation { get; init; } = Affiliation.None;
    public Role Role { get; init; }

    /// <summary>At least one; the first is the one whose presence is shown.</summary>
    public required ImmutableArray<OccupantSession> Sessions { get; init; }

    public RateBucket Messages { get; init; }
    public RateBucket Presences { get; init; }

    public string Nick => Jid.Resource ?? "";

    public OccupantSession Shown => Sessions[0];

    public Presence Presence => Shown.Presence;

    public OccupantSession? Find(Jid fullJid)
    {
        foreach (var session in Sessions)
        {
            if (session.FullJid == fullJid)
                return session;
        }
        return null;
    }

    public ImmutableArray<Jid> FullJids => [.. Sessions.Select(session => session.FullJid)];
}
