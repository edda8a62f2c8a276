using Xmpp.Server.Routing;

namespace Xmpp.Server.Streams;

/// <summary>The session that RFC 3921 asked for: answered at any time and nothing else (RFC 6121 §1.4, cases AUTH-16).</summary>
internal sealed class LegacySession : IFeature
{
    public IReadOnlyList<XepReference> Specs => [];

    public void Register(FeatureRegistry registry)
    {
        // RFC 3921 §3: clients send it without 'to' or to the host.
        registry.IqSet(IqTarget.Account, StreamNames.Session, DoneAsync);
        registry.IqSet(IqTarget.Server, StreamNames.Session, DoneAsync);
    }

    private static ValueTask<IqReply> DoneAsync(IqRequest iq, CancellationToken ct) => new(IqReply.Done);
}
