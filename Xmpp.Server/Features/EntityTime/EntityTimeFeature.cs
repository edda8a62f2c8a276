using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Features.EntityTime;

/// <summary>XEP-0202: Entity Time of the server.</summary>
internal sealed class EntityTimeFeature(TimeProvider time) : IFeature
{
    private static readonly XNamespace s_ns = "urn:xmpp:time";

    public IReadOnlyList<XepReference> Specs => [new(202, "2.0", "Entity Time")];

    public void Register(FeatureRegistry registry)
    {
        registry.Disco(IqTarget.Server, s_ns.NamespaceName);
        registry.IqGet(IqTarget.Server, s_ns + "time", AnswerAsync);
    }

    // §3: the offset is how the entity shows its own time; a server has no evening, so it is UTC.
    private ValueTask<IqReply> AnswerAsync(IqRequest iq, CancellationToken ct) => new(IqReply.Result(new XElement(
        s_ns + "time",
        new XElement(s_ns + "tzo", "+00:00"),
        new XElement(s_ns + "utc", XmppDateTime.Format(time.GetUtcNow())))));
}
