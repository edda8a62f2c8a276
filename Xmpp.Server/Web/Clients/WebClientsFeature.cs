using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;

namespace Xmpp.Server.Web.Clients;

/// <summary>BOSH and how clients find it (WebSocket is RFC 7395); for the list of what is implemented.</summary>
internal sealed class WebClientsFeature(WebOptions options) : IFeature
{
    private static readonly XepReference[] s_bosh =
    [
        new(124, "1.11.2", "Bidirectional-streams Over Synchronous HTTP (BOSH)"),
        new(206, "1.4", "XMPP Over BOSH"),
    ];

    public IReadOnlyList<XepReference> Specs =>
    [
        .. options.Bosh.Enabled ? s_bosh : [],
        new(156, "1.4.0", "Discovering Alternative XMPP Connection Methods"),
    ];

    public void Register(FeatureRegistry registry)
    {
    }
}
