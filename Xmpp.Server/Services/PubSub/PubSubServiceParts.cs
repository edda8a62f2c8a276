using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Pep;
using Xmpp.Server.Routing;
using Xmpp.Storage;

namespace Xmpp.Server.Services.PubSub;

/// <summary>The service, put together from what it shares with accounts.</summary>
internal sealed class PubSubServiceParts(
    PepServices pep, HostTable hosts, Func<string, bool> isTaken, Func<Router> router, Stores stores, PubSubOptions options)
{
    public PubSubService Service { get; } = new(
        new ServiceScopes(hosts, isTaken, options), pep.PubSub,
        new PendingCommand(pep.Nodes, stores.PubSub, pep.PubSub.Pending), router);

    public PubSubServiceFeature Feature { get; } = new();
}
