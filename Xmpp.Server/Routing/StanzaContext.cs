using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>A stanza on its way, with what is already known of it. A new field is a design decision.</summary>
internal sealed class StanzaContext(Stanza stanza, Jid sender, Jid recipient, StanzaOrigin origin)
{
    public Stanza Stanza { get; } = stanza;

    /// <summary>Who sent it: a full JID for a session, else what the stanza's 'from' says.</summary>
    public Jid Sender { get; } = sender;

    /// <summary>RFC 6120 §10.3 has resolved a missing 'to'.</summary>
    public Jid Recipient { get; } = recipient;

    public StanzaOrigin Origin { get; } = origin;

    /// <summary>When it reached this server, for <c>&lt;delay/&gt;</c> (XEP-0203).</summary>
    public DateTimeOffset ReceivedAt { get; init; }
}
