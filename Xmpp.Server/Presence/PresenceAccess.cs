using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Presences;

/// <summary>Answers from the account's roster who may know of its presence (RFC 6121 §11).</summary>
internal sealed class PresenceAccess(Rosters rosters) : IPresenceAccess
{
    public async ValueTask<bool> MaySeeAsync(Jid account, Jid observer, CancellationToken ct) =>
        account == observer.Bare || (await rosters.GetAsync(account, ct)).IsSubscriber(observer.Bare);
}
