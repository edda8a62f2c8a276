using System.Collections.Immutable;
using System.Xml.Linq;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>What a user's server knows of rooms that its user has joined (XEP-0045), wherever they are.</summary>
internal static class Occupants
{
    private static readonly XNamespace s_user = "http://jabber.org/protocol/muc#user";

    /// <summary>XEP-0045 §7.5, §7.8.2.</summary>
    public static readonly XName User = s_user + "x";

    private static readonly XName s_invite = s_user + "invite";

    /// <summary>XEP-0045 §7.8.2.</summary>
    public static bool IsMediatedInvitation(XElement child) => child.Name == User && child.Element(s_invite) is not null;

    /// <summary>True for the shape of XEP-0045 §7.5: with the peer's nickname, marked, and no invitation.</summary>
    public static bool IsPrivateMessage(Message message, Jid occupant) =>
        occupant.IsFull && message.Child(User) is { } x && x.Element(s_invite) is null;

    /// <summary>
    /// XEP-0045 §7.2: who joins shows himself to room@service/nick by directed presence, and is there as long as he does.
    /// </summary>
    /// <param name="resource">Who may have joined.</param>
    /// <param name="occupant">An address in the room.</param>
    public static bool HasJoined(Resource resource, Jid occupant)
    {
        foreach (var shown in resource.Directed)
        {
            if (shown.IsFull && shown.Bare == occupant.Bare)
                return true;
        }
        return false;
    }

    /// <summary>True if any of the resources has joined the room that the address is in.</summary>
    public static bool HasJoined(ImmutableArray<Resource> resources, Jid occupant)
    {
        foreach (var resource in resources)
        {
            if (HasJoined(resource, occupant))
                return true;
        }
        return false;
    }
}
