using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Routing;

/// <summary>Who may know whether an account is there (RFC 6120 §13.10.2, RFC 6121 §8.5.3.1, §11).</summary>
internal interface IPresenceAccess
{
    /// <summary>True for the account itself and for those with a subscription of type "from" or "both".</summary>
    ValueTask<bool> MaySeeAsync(Jid account, Jid observer, CancellationToken ct);
}
