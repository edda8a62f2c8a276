using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Roster;

/// <summary>Grants a request for a subscription in the account's name (XEP-0379).</summary>
internal interface IPreAuthorization
{
    /// <summary>Asked once for a request that is not granted already; what it takes is taken.</summary>
    ValueTask<bool> ApprovesAsync(Jid account, Jid contact, Presence request, CancellationToken ct);

    /// <summary>The contact has been told.</summary>
    ValueTask OnApprovedAsync(Jid account, Jid contact, Router router, CancellationToken ct);
}
