using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Routing;

/// <summary>Makes the copies that the sender's other resources get (XEP-0280 §8).</summary>
internal interface ISentCopies
{
    /// <summary>Adds them with <see cref="StanzaContext.AddCopy"/>; called once the message is on disk.</summary>
    /// <param name="message">As it was sent, without what the recipient's server adds.</param>
    void AddCopies(StanzaContext context, Message message);
}
