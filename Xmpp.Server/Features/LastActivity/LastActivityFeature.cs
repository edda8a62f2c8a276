using System.Globalization;
using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Storage.LastActivity;

namespace Xmpp.Server.Features.LastActivity;

/// <summary>XEP-0012: how long the server runs, and how long an account has been away.</summary>
internal sealed class LastActivityFeature(
    ILastActivityStore store, ISessionDirectory directory, TimeProvider time) : IFeature
{
    private static readonly XNamespace s_ns = "jabber:iq:last";

    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    public IReadOnlyList<XepReference> Specs => [new(12, "2.0", "Last Activity")];

    public void Register(FeatureRegistry registry)
    {
        registry.Disco(IqTarget.Server, s_ns.NamespaceName);
        registry.IqGet(IqTarget.Server, s_ns + "query", UptimeAsync);
        // §3, §8: only those who may see the presence learn when someone was there.
        registry.IqGet(IqTarget.Account, s_ns + "query", LastSeenAsync, IqAccess.PresenceSubscribers);
    }

    private ValueTask<IqReply> UptimeAsync(IqRequest iq, CancellationToken ct) =>
        new(IqReply.Result(Query(time.GetUtcNow() - _startedAt, null)));

    private async ValueTask<IqReply> LastSeenAsync(IqRequest iq, CancellationToken ct)
    {
        // §4: zero for an account with an available resource.
        foreach (var resource in await directory.FindAsync(iq.Target, ct))
        {
            if (resource.IsAvailable)
                return IqReply.Result(Query(TimeSpan.Zero, null));
        }
        return await store.FindAsync(iq.Target, ct) is { } seen
            ? IqReply.Result(Query(time.GetUtcNow() - seen.At, seen.Status))
            : StanzaError.ItemNotFound;
    }

    private static XElement Query(TimeSpan ago, string? status) => new(
        s_ns + "query",
        new XAttribute("seconds", Math.Max(0, (long)ago.TotalSeconds).ToString(CultureInfo.InvariantCulture)),
        status);
}
