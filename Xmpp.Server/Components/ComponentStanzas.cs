using System.Xml.Linq;
using Xmpp.Server.Components.Privileges;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Components;

/// <summary>
/// What a component sends: addresses checked (XEP-0114 §3; cases RTE-05, S2S-12), then the way of everything that comes
/// from another server.
/// </summary>
internal sealed class ComponentStanzas(
    Router router, PrivilegeServices privileges, ServerMetrics metrics, TimeProvider time, CancellationToken stopping)
{
    /// <summary>Completes when the stanza is delivered or durably stored.</summary>
    public ValueTask HandleAsync(ComponentStream stream, XElement element, int octets)
    {
        if (!Stanza.IsStanza(element))
        {
            stream.Fail(StreamError.UnsupportedStanzaType);
            return default;
        }
        if (CheckAddresses(element, stream.Name, out var from) is { } fault)
        {
            stream.Fail(fault);
            return default;
        }
        if (Stanza.Read(element, out var read) is { } error)
        {
            if (UnreadStanza.Refusal(element, error, from) is { } refusal)
                stream.Post(new OutboundStanza(refusal));
            return default;
        }
        return read is { From: { } sender, To: { } to } ? RouteAsync(stream, read.WithSize(octets), sender, to) : default;
    }

    /// <summary>The component has gone: what it did not get goes back, and whom it showed as available is not there.</summary>
    public async Task EndAsync(
        IReadOnlyList<OutboundStanza> unsent, IReadOnlyList<Presence> shown, CancellationToken ct)
    {
        foreach (var waiting in unsent)
        {
            if (waiting.Stanza is { From: { } sender } stanza)
                await router.BounceAsync(stanza, sender, StanzaError.RemoteServerTimeout, ct);
        }
        foreach (var presence in shown)
        {
            if (presence is { From: { } from, To: { } to })
                await router.RouteAsync(new StanzaContext(presence, from, to, StanzaOrigin.RemoteServer), ct);
        }
    }

    // RFC 6120 §4.9.3.7: no 'from' or 'to', or a 'from' that is no address; §4.9.3.9: one of a foreign domain. What is
    // wrong with a 'to' is told in a stanza error: a user's typing error shall not end a gateway for all.
    private static StreamError? CheckAddresses(XElement element, string name, out Jid from)
    {
        from = null!;
        if (string.IsNullOrEmpty((string?)element.Attribute(XmppNames.To))
            || !Jid.TryParse((string?)element.Attribute(XmppNames.From), out var sender))
        {
            return StreamError.ImproperAddressing;
        }
        from = sender;
        return sender.Domain == name ? null : StreamError.InvalidFrom;
    }

    private async ValueTask RouteAsync(ComponentStream stream, Stanza stanza, Jid from, Jid to)
    {
        metrics.StanzaReceived(stanza.Kind);
        if (await privileges.TryHandleAsync(stream.Name, stanza, from, to, stopping))
            return;
        if (stanza is Presence presence && !stream.Presences.TryNote(presence, from, to))
        {
            await router.BounceAsync(stanza, from, StanzaError.ResourceConstraint, stopping);
            return;
        }
        await router.RouteAsync(
            new StanzaContext(stanza, from, to, StanzaOrigin.RemoteServer) { ReceivedAt = time.GetUtcNow() }, stopping);
    }
}
