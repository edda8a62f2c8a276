using System.Xml.Linq;
using Xmpp.Server.Routing;

namespace Xmpp.Server.Features.Ping;

/// <summary>XEP-0199: XMPP Ping, answered by the server and on behalf of accounts.</summary>
internal sealed class PingFeature : IFeature
{
    private static readonly XNamespace s_ns = "urn:xmpp:ping";

    public IReadOnlyList<XepReference> Specs => [new(199, "2.0.1", "XMPP Ping")];

    public void Register(FeatureRegistry registry)
    {
        registry.Disco(IqTarget.Server, s_ns.NamespaceName);
        registry.Disco(IqTarget.Account, s_ns.NamespaceName);
        registry.IqGet(IqTarget.Server, s_ns + "ping", PongAsync);
        // §4.1: the client's server, also with the account's bare JID. Strangers get what they get for any account.
        registry.IqGet(IqTarget.Account, s_ns + "ping", PongAsync, IqAccess.PresenceSubscribers);
    }

    private static ValueTask<IqReply> PongAsync(IqRequest iq, CancellationToken ct) => new(IqReply.Done);
}
