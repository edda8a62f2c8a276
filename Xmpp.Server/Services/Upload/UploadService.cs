using System.Collections.Frozen;
using System.Globalization;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Disco;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Services.Upload;

/// <summary>XEP-0363: what answers at a domain below each host, for the accounts of that host.</summary>
internal sealed class UploadService : ILocalService
{
    private static readonly XNamespace s_ping = "urn:xmpp:ping";

    private readonly PerHosts<FrozenDictionary<string, string>> _hosts;
    private readonly SlotRequests _slots;
    private readonly UploadOptions _options;
    private readonly Func<Router> _router;

    /// <param name="hosts">The hosts.</param>
    /// <param name="isTaken">True for a domain that a component has.</param>
    /// <param name="slots">Gives slots.</param>
    /// <param name="options">Its name and what it tells of limits.</param>
    /// <param name="router">Brings the answers.</param>
    public UploadService(
        HostTable hosts, Func<string, bool> isTaken, SlotRequests slots, UploadOptions options, Func<Router> router)
    {
        _hosts = new(hosts, () => hosts.Names.Select(host => (Domain: $"{options.Subdomain}.{host}", Host: host))
            .Where(service => !hosts.Contains(service.Domain) && !isTaken(service.Domain))
            .ToFrozenDictionary(service => service.Domain, service => service.Host, StringComparer.Ordinal));
        _slots = slots;
        _options = options;
        _router = router;
    }

    public IReadOnlyCollection<string> Domains => _hosts.Value.Keys;

    public async ValueTask<StanzaError?> HandleAsync(Stanza stanza, CancellationToken ct)
    {
        if (stanza is not { From: { } from, To: { } to } || !_hosts.Value.TryGetValue(to.Domain, out var host))
            return StanzaError.ServiceUnavailable;
        if (stanza is not Iq { IsRequest: true } iq)
            return stanza is Message { IsError: false } ? StanzaError.ServiceUnavailable : null;
        if (iq.Payload is not { } payload)
            return StanzaError.BadRequest; // RFC 6120 §8.2.3 rule 4
        if (to.Local is not null || to.Resource is not null)
            return StanzaError.ItemNotFound;
        var reply = iq.Type == IqType.Get
            ? await AnswerAsync(host, payload, from, ct)
            : StanzaError.ServiceUnavailable;
        if (reply.Error is { } error)
            return error;
        var result = StanzaReply.Result(iq, from, reply.Payload);
        await _router().RouteAsync(new StanzaContext(result, to, from, StanzaOrigin.Server), ct);
        return null;
    }

    private ValueTask<IqReply> AnswerAsync(string host, XElement payload, Jid from, CancellationToken ct)
    {
        if (payload.Name == UploadNames.Request)
            return _slots.AnswerAsync(host, payload, from, ct);
        if (payload.Name == s_ping + "ping")
            return new ValueTask<IqReply>(IqReply.Done);
        var isInfo = payload.Name == DiscoNames.InfoQuery;
        if (!isInfo && payload.Name != DiscoNames.ItemsQuery)
            return new ValueTask<IqReply>(StanzaError.ServiceUnavailable);
        if ((string?)payload.Attribute("node") is { Length: > 0 })
            return new ValueTask<IqReply>(StanzaError.ItemNotFound); // XEP-0030 §3.2
        return new ValueTask<IqReply>(IqReply.Result(isInfo ? Info() : new XElement(DiscoNames.ItemsQuery)));
    }

    // §3: what it says of the size is what SlotRequests enforces.
    private XElement Info() => new(
        DiscoNames.InfoQuery,
        new XElement(
            DiscoNames.Identity, new XAttribute("category", "store"), new XAttribute("type", "file"),
            new XAttribute("name", "HTTP File Upload")),
        Features().Order(StringComparer.Ordinal)
            .Select(feature => new XElement(DiscoNames.Feature, new XAttribute("var", feature))),
        DataForm.Create(
            DataFormType.Result, UploadNames.Ns.NamespaceName,
            new DataFormField(
                UploadNames.MaxFileSizeField, null, _options.MaxFileBytes.ToString(CultureInfo.InvariantCulture))).ToElement());

    private List<string> Features()
    {
        List<string> features =
        [
            DiscoNames.Info.NamespaceName, DiscoNames.Items.NamespaceName, s_ping.NamespaceName, UploadNames.Ns.NamespaceName,
            Purpose("message"), Purpose("profile"), Purpose("ephemeral"),
        ];
        if (_options.Permanent)
            features.Add(Purpose("permanent"));
        return features;
    }

    private static string Purpose(string name) => $"{UploadNames.Purpose.NamespaceName}#{name}";
}
