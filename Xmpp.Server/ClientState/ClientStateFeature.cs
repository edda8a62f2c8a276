using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;

namespace Xmpp.Server.ClientState;

/// <summary>XEP-0352: a client says whether its user looks at it, and what can wait is held back meanwhile.</summary>
internal sealed class ClientStateFeature(SessionDirectory directory) : IFeature
{
    public IReadOnlyList<XepReference> Specs => [new(352, "1.0.0", "Client State Indication")];

    public void Register(FeatureRegistry registry) =>
        registry.StreamFeatures.Add(static _ => new XElement(CsiElements.Csi)); // §4.1

    /// <summary>False for an element that is not ours. On the session's loop; §5.1: in force before the next element.</summary>
    public bool Handle(Session session, XElement element)
    {
        var isInactive = element.Name == CsiElements.Inactive;
        if (!isInactive && element.Name != CsiElements.Active)
            return false;
        session.Holds = isInactive;
        directory.Update(session, r => r with { IsInactive = isInactive });
        if (!isInactive)
            session.Drain();
        return true;
    }
}
