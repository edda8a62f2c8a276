using System.Xml.Linq;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Federation.Links;

/// <summary>Which stanzas come back as errors, and how (RFC 6120 §10.4.3, cases S2S-06).</summary>
internal static class PeerBounce
{
    private static readonly XName s_join = XName.Get("x", "http://jabber.org/protocol/muc");

    /// <summary>
    /// Errors and results are never answered (the router sees to that), and presence only where somebody waits: for a
    /// subscription (RFC 6121 §3), or to get into a room (XEP-0045 §7.2).
    /// </summary>
    public static bool IsAnswered(Stanza stanza) =>
        stanza is not Presence presence || presence.IsSubscription
        || (presence.Type == PresenceType.Available && presence.Has(s_join));

    /// <summary>Sends the errors, one after the other in the order of the stanzas.</summary>
    public static void Begin(FederationServices services, IReadOnlyList<OutboundStanza> stanzas, StanzaError error)
    {
        if (stanzas.Count == 0)
            return;
        services.Background.Run("federation bounce", async ct =>
        {
            foreach (var waiting in stanzas)
            {
                if (waiting.Stanza is { From: { } sender } stanza && IsAnswered(stanza))
                    await services.Router.BounceAsync(stanza, sender, error, ct);
            }
        });
    }
}
