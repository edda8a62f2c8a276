using System.Runtime.InteropServices;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;

namespace Xmpp.Server.Features.Version;

/// <summary>XEP-0092: Software Version of the server.</summary>
internal sealed class VersionFeature(VersionOptions options) : IFeature
{
    private static readonly XNamespace s_ns = "jabber:iq:version";

    public IReadOnlyList<XepReference> Specs => [new(92, "1.1", "Software Version")];

    public void Register(FeatureRegistry registry)
    {
        registry.Disco(IqTarget.Server, s_ns.NamespaceName);
        registry.IqGet(IqTarget.Server, s_ns + "query", AnswerAsync);
    }

    private ValueTask<IqReply> AnswerAsync(IqRequest iq, CancellationToken ct)
    {
        var query = new XElement(
            s_ns + "query",
            new XElement(s_ns + "name", ServerVersion.Name),
            new XElement(s_ns + "version", ServerVersion.Number));
        if (options.Os) // §5: it helps an attacker
            query.Add(new XElement(s_ns + "os", RuntimeInformation.OSDescription));
        return new ValueTask<IqReply>(IqReply.Result(query));
    }
}
