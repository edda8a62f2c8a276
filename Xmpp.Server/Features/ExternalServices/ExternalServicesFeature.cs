using System.Globalization;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Features.ExternalServices;

/// <summary>
/// XEP-0215: External Service Discovery: STUN and TURN servers for calls, with credentials that end soon. What the list has
/// does not change while the server runs, so nothing is pushed (§3.2: a MAY); who needs new credentials asks again.
/// </summary>
internal sealed class ExternalServicesFeature(IAccountStore accounts, CallOptions options, TimeProvider time) : IFeature
{
    public IReadOnlyList<XepReference> Specs => [new(215, "1.0.0", "External Service Discovery")];

    public void Register(FeatureRegistry registry)
    {
        if (options.Services.Count == 0)
            return;
        registry.Disco(IqTarget.Server, ExternalServiceNames.Ns.NamespaceName); // §5
        registry.IqGet(IqTarget.Server, ExternalServiceNames.Services, ListAsync);
        registry.IqGet(IqTarget.Server, ExternalServiceNames.Credentials, GiveAsync);
    }

    // §3.1, §3.2
    private async ValueTask<IqReply> ListAsync(IqRequest iq, CancellationToken ct)
    {
        if (!await MayAskAsync(iq, ct))
            return StanzaError.Forbidden;
        var type = (string?)iq.Payload.Attribute("type");
        return IqReply.Result(new XElement(
            ExternalServiceNames.Services,
            type is null ? null : new XAttribute("type", type),
            options.Services.Where(service => type is null || WordOf(service.Type) == type)
                .Select(service => Describe(service, iq.Sender))));
    }

    // §3.3: all that match host and type, and the port if it is said.
    private async ValueTask<IqReply> GiveAsync(IqRequest iq, CancellationToken ct)
    {
        if (!await MayAskAsync(iq, ct))
            return StanzaError.Forbidden;
        if (iq.Payload.Elements(ExternalServiceNames.Service).Take(2).ToList() is not [var wanted]
            || (string?)wanted.Attribute("host") is not { Length: > 0 } host
            || (string?)wanted.Attribute("type") is not { Length: > 0 } type)
        {
            return StanzaError.BadRequest;
        }
        var port = (string?)wanted.Attribute("port");
        var found = options.Services.Where(service => service.IsRelay
            && service.Host.Equals(host, StringComparison.OrdinalIgnoreCase) && WordOf(service.Type) == type
            && (port is null || PortOf(service) == port)).ToList();
        return found.Count == 0
            ? StanzaError.ItemNotFound
            : IqReply.Result(new XElement(
                ExternalServiceNames.Credentials, found.Select(service => Describe(service, iq.Sender))));
    }

    // Cases ABU-10: a relay costs what its users send: it is for accounts of the host that is asked, not for strangers and
    // not for accounts of the moment (ANONYMOUS).
    private async ValueTask<bool> MayAskAsync(IqRequest iq, CancellationToken ct) =>
        iq.Sender.Local is not null && iq.Sender.Domain == iq.Target.Domain && await accounts.ExistsAsync(iq.Sender.Bare, ct);

    private XElement Describe(CallServiceOptions service, Jid account)
    {
        var element = new XElement(
            ExternalServiceNames.Service,
            new XAttribute("type", WordOf(service.Type)),
            new XAttribute("host", service.Host),
            new XAttribute("port", PortOf(service)),
            new XAttribute("transport", service.EffectiveTransport == CallTransport.Udp ? "udp" : "tcp"));
        if (service.IsRelay && (service.Secret ?? options.Secret) is { } secret)
        {
            var credentials = TurnCredentials.Create(secret, account, time.GetUtcNow() + options.Ttl);
            element.Add(
                new XAttribute("restricted", "true"),
                new XAttribute("username", credentials.Username),
                new XAttribute("password", credentials.Password),
                new XAttribute("expires", XmppDateTime.Format(credentials.ExpiresAt)));
        }
        return element;
    }

    private static string WordOf(CallServiceType type) => type switch
    {
        CallServiceType.Stun => "stun",
        CallServiceType.Stuns => "stuns",
        CallServiceType.Turn => "turn",
        _ => "turns",
    };

    private static string PortOf(CallServiceOptions service) => service.EffectivePort.ToString(CultureInfo.InvariantCulture);
}
