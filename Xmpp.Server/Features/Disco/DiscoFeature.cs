using System.Collections.Concurrent;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Features.Disco;

/// <summary>
/// XEP-0030: Service Discovery for the hosts and on behalf of accounts; XEP-0115 for the hosts themselves; XEP-0157.
/// </summary>
internal sealed class DiscoFeature(
    HostTable hosts, FeatureRegistry registry, ISessionDirectory directory, IPresenceAccess presence) : IFeature
{
    private const string CapsNode = "https://xmpp.org/software/xmppserver";

    private readonly ConcurrentDictionary<string, string> _hashes = new(StringComparer.Ordinal);

    public IReadOnlyList<XepReference> Specs =>
    [
        new(30, "2.5rc3", "Service Discovery"),
        new(115, "1.6.0", "Entity Capabilities (of the server)"),
        new(157, "1.1.1", "Contact Addresses for XMPP Services"),
    ];

    public void Register(FeatureRegistry registry)
    {
        foreach (var target in (IqTarget[])[IqTarget.Server, IqTarget.Account])
        {
            registry.Disco(target, DiscoNames.Info.NamespaceName);
            registry.Disco(target, DiscoNames.Items.NamespaceName);
        }
        registry.Disco(IqTarget.Server, DiscoNames.Caps.NamespaceName);
        registry.IqGet(IqTarget.Server, DiscoNames.InfoQuery, HostInfoAsync);
        registry.IqGet(IqTarget.Server, DiscoNames.ItemsQuery, HostItemsAsync);
        // §8: to strangers an account answers as if it did not exist (cases RTE-01).
        registry.IqGet(IqTarget.Account, DiscoNames.InfoQuery, AccountInfoAsync, IqAccess.PresenceSubscribers);
        registry.IqGet(IqTarget.Account, DiscoNames.ItemsQuery, AccountItemsAsync, IqAccess.Anyone);
        registry.StreamFeatures.Add(Capabilities);
    }

    private async ValueTask<IqReply> HostInfoAsync(IqRequest iq, CancellationToken ct)
    {
        if (!hosts.TryGet(iq.Target.Domain, out var host))
            return StanzaError.ItemNotFound;
        var info = HostInfo(host);
        if (NodeOf(iq) is not { } node)
            return IqReply.Result(info);
        if (node != $"{CapsNode}#{HashOf(host.Name)}")
            return await HostNodeAsync(nodes => nodes.NodeInfoAsync(iq.Target, iq.Sender, node, ct));
        info.Add(new XAttribute("node", node)); // XEP-0115 §6.2
        return IqReply.Result(info);
    }

    private async ValueTask<IqReply> HostItemsAsync(IqRequest iq, CancellationToken ct) => NodeOf(iq) is { } node
        ? await HostNodeAsync(nodes => nodes.NodeItemsAsync(iq.Target, iq.Sender, node, ct))
        : IqReply.Result(new XElement(
            DiscoNames.ItemsQuery,
            registry.HostItems.SelectMany(items => items(iq.Target.Domain))
                .Select(item => new XElement(DiscoNames.Item, new XAttribute("jid", item.ToString())))));

    private async ValueTask<IqReply> HostNodeAsync(Func<IHostNodes, ValueTask<IqReply?>> ask)
    {
        foreach (var nodes in registry.HostNodes)
        {
            if (await ask(nodes) is { } reply)
                return reply;
        }
        return StanzaError.ItemNotFound; // §3.2
    }

    private async ValueTask<IqReply> AccountInfoAsync(IqRequest iq, CancellationToken ct)
    {
        if (NodeOf(iq) is { } own && registry.OwnNodes.TryGetValue(own, out var found))
            return await found.Info(iq, ct);
        if (NodeOf(iq) is { } node)
        {
            return Delegated(iq, isItems: false, registry.AccountNodes is { } nodes
                ? await nodes.NodeInfoAsync(iq.Target, iq.Sender, node, ct) : StanzaError.ItemNotFound);
        }
        var info = new XElement(
            DiscoNames.InfoQuery,
            Identity("account", "registered", null),
            Identities(IqTarget.Account),
            Features(IqTarget.Account));
        registry.Delegated?.Nest(iq.Target.Domain, true, info);
        return IqReply.Result(info);
    }

    // XEP-0355 §7.2.4: what "is not already managed by the server"
    private IqReply Delegated(IqRequest iq, bool isItems, IqReply own) =>
        own.Error == StanzaError.ItemNotFound ? registry.Delegated?.AskOfAccount(iq, isItems) ?? own : own;

    // §4.1: its available resources, and its nodes.
    private async ValueTask<IqReply> AccountItemsAsync(IqRequest iq, CancellationToken ct)
    {
        // §8 rule 2: an account that does not exist has no items, and to strangers no account has any.
        if (!iq.IsFromOwner && !await presence.MaySeeAsync(iq.Target, iq.Sender, ct))
            return IqReply.Result(new XElement(DiscoNames.ItemsQuery));
        if (NodeOf(iq) is { } own && registry.OwnNodes.TryGetValue(own, out var found))
            return await found.Items(iq, ct);
        // XEP-0355 §7.2.5: without a node in place of ours, else where there is no such node.
        if (!HasNode(iq))
            return registry.Delegated?.AskOfAccount(iq, isItems: true) ?? await OwnItemsAsync(iq, ct);
        return Delegated(iq, isItems: true, await OwnItemsAsync(iq, ct));
    }

    private async ValueTask<IqReply> OwnItemsAsync(IqRequest iq, CancellationToken ct)
    {
        if (NodeOf(iq) is { } node)
        {
            return registry.AccountNodes is { } found
                ? await found.NodeItemsAsync(iq.Target, iq.Sender, node, ct) : StanzaError.ItemNotFound;
        }
        var resources = (await directory.FindAsync(iq.Target, ct)).Where(resource => resource.IsAvailable)
            .Select(resource => new XElement(DiscoNames.Item, new XAttribute("jid", resource.FullJid.ToString())));
        return IqReply.Result(new XElement(
            DiscoNames.ItemsQuery, resources,
            registry.AccountNodes is { } nodes ? await nodes.ItemsAsync(iq.Target, iq.Sender, ct) : null));
    }

    private XElement HostInfo(HostOptions host)
    {
        var info = new XElement(
            DiscoNames.InfoQuery,
            Identity("server", "im", ServerVersion.Name),
            Identities(IqTarget.Server),
            Features(IqTarget.Server),
            ContactForm(host.Contact));
        registry.Delegated?.Nest(host.Name, false, info);
        return info;
    }

    private IEnumerable<XElement> Features(IqTarget target) =>
        registry.DiscoFeatures(target).Select(f => new XElement(DiscoNames.Feature, new XAttribute("var", f)));

    private IEnumerable<XElement> Identities(IqTarget target) =>
        registry.Identities.Where(i => i.Target == target).Select(i => Identity(i.Category, i.Type, null));

    private static XElement Identity(string category, string type, string? name) => new(
        DiscoNames.Identity,
        new XAttribute("category", category),
        new XAttribute("type", type),
        name is null ? null : new XAttribute("name", name));

    // XEP-0157 §2: a form of type result with one field for each kind of address that is configured.
    private static XElement? ContactForm(ContactOptions contact)
    {
        (string Name, IReadOnlyList<string> Addresses)[] kinds =
        [
            ("abuse-addresses", contact.Abuse), ("admin-addresses", contact.Admin),
            ("feedback-addresses", contact.Feedback), ("sales-addresses", contact.Sales),
            ("security-addresses", contact.Security), ("status-addresses", contact.Status),
            ("support-addresses", contact.Support),
        ];
        var fields = kinds.Where(k => k.Addresses.Count > 0)
            .Select(k => new DataFormField(k.Name, DataFormNames.ListMulti, [.. k.Addresses])).ToList();
        return fields.Count == 0
            ? null
            : DataForm.Create(DataFormType.Result, "http://jabber.org/network/serverinfo", fields).ToElement();
    }

    // XEP-0115 §6.3: the host of the stream answers; the contact addresses of the first host stand for all only if
    // there is one host, so each stream gets its own.
    private XElement Capabilities(string host) => new(
        DiscoNames.Capabilities,
        new XAttribute("hash", "sha-1"),
        new XAttribute("node", CapsNode),
        new XAttribute("ver", HashOf(host)));

    /// <summary>What hosts offer, or their contact addresses, may have changed.</summary>
    public void Forget() => _hashes.Clear();

    private string HashOf(string host) => _hashes.GetOrAdd(
        host, name => hosts.TryGet(name, out var options) ? EntityCapabilities.Hash(HostInfo(options)) : "");

    private static bool HasNode(IqRequest iq) => NodeOf(iq) is not null;

    private static string? NodeOf(IqRequest iq) =>
        (string?)iq.Payload.Attribute("node") is { Length: > 0 } node ? node : null;
}
