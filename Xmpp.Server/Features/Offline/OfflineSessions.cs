using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.Offline;

/// <summary>Notes which sessions fetch what waits themselves (XEP-0013 §2.2).</summary>
internal sealed class OfflineSessions(SessionDirectory directory)
{
    /// <summary>Nothing that waits comes to this resource by itself any more.</summary>
    public void Retrieve(Jid fullJid)
    {
        foreach (var session in directory.Sessions(fullJid.Bare))
        {
            if (session.FullJid == fullJid)
                directory.Update(session, r => r with { RetrievesOffline = true });
        }
    }
}
