using Xmpp.Server.Configuration;
using Xmpp.Server.Services.PubSub;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.Pep;

/// <summary>Every account a pubsub service (XEP-0163 §2.1), with the defaults of §5.</summary>
internal sealed class PepScopes(PepOptions options)
{
    private static readonly NodeConfig s_defaults = new()
    {
        AccessModel = AccessModel.Presence, // §5
        MaxItems = 1, // the events of §1 are the state of the moment; who wants to keep more says so
        SendLast = SendLastItem.OnSubscriptionAndPresence, // §4.3.4
    };

    private readonly NodeLimits _limits = new()
    {
        MaxNodes = options.MaxNodes,
        MaxItems = options.MaxItems,
        MaxPayloadBytes = options.MaxPayloadBytes,
        OwnerBytes = options.MaxBytes,
        MaxSubscriptions = options.MaxSubscriptions,
        MaxSubscriptionsPerAccount = options.MaxSubscriptionsPerAccount,
        MaxAffiliations = options.MaxSubscriptions,
        PageItems = options.PageItems,
        PageBytes = options.PageBytes,
    };

    /// <param name="account">A bare JID.</param>
    public PubSubScope Of(Jid account) => new(account, s_defaults, _limits, who => who == account);
}
