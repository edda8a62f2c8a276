using System.Xml.Linq;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>An IQ get or set that the server answers itself.</summary>
/// <param name="Iq">The whole stanza.</param>
/// <param name="Payload">Its only child.</param>
/// <param name="Sender">Who asks.</param>
/// <param name="Target">The host or the account (bare JID) that is asked.</param>
internal sealed record IqRequest(Iq Iq, XElement Payload, Jid Sender, Jid Target)
{
    /// <summary>Who has really sent it; differs from the sender where a component speaks for an account (XEP-0356 §6).</summary>
    public Jid SentBy { get; init; } = Sender;

    /// <summary>True when an account asks about itself.</summary>
    public bool IsFromOwner => Sender.Bare == Target;
}
