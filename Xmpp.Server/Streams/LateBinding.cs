using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;

namespace Xmpp.Server.Streams;

/// <summary>A second binding on one stream: refused, and the first stays (RFC 6120 §7.6.2.2, cases AUTH-15).</summary>
internal sealed class LateBinding : IFeature
{
    public IReadOnlyList<XepReference> Specs => [];

    public void Register(FeatureRegistry registry)
    {
        registry.IqSet(IqTarget.Account, StreamNames.Bind, RefuseAsync);
        registry.IqSet(IqTarget.Server, StreamNames.Bind, RefuseAsync);
    }

    private static ValueTask<IqReply> RefuseAsync(IqRequest iq, CancellationToken ct) => new(StanzaError.NotAllowed);
}
