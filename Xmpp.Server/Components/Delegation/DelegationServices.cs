using System.Collections.Frozen;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Components.Delegation;

/// <summary>XEP-0355, in the operator's mode: requests in some namespaces are answered by components.</summary>
internal sealed class DelegationServices : IDelegatedIqs
{
    private static readonly XNamespace s_info = "http://jabber.org/protocol/disco#info";

    private volatile FrozenDictionary<(string Host, string Namespace), Delegation> _delegations;
    private readonly NestedInfo _nested = new();
    private readonly WaitingRequests _waiting = new();
    private readonly ComponentDirectory _components;
    private readonly HostTable _hosts;
    private readonly IAccountStore _accounts;
    private readonly SentIqs _requests;
    private readonly LimitOptions _limits;

    /// <param name="requests">Gets the answers of components.</param>
    public DelegationServices(
        ServerOptions options, ComponentDirectory components, HostTable hosts, IAccountStore accounts, SentIqs requests)
    {
        (_components, _hosts, _accounts, _requests, _limits) = (components, hosts, accounts, requests, options.Limits);
        _delegations = Of(options.Components);
    }

    /// <summary>What hosts and accounts offer has changed.</summary>
    public Action Changed { get; set; } = static () => { };

    public bool IsAny => _delegations.Count > 0;

    /// <summary>Other ones from now on, for the hosts of now: what was offered by who goes is offered no more.</summary>
    public void Replace(IReadOnlyList<ComponentOptions> components)
    {
        var before = _delegations;
        _delegations = Of(components);
        foreach (var gone in before.Values.Where(delegation => !IsInForce(delegation)))
            Withdraw(gone);
        Changed();
    }

    public async ValueTask<IqReply?> AskAsync(IqRequest request, Jid sentBy, CancellationToken ct)
    {
        if (!_delegations.TryGetValue((request.Target.Domain, request.Payload.Name.NamespaceName), out var delegation)
            || !delegation.Matches(request.Payload)
            || sentBy.Domain == delegation.Component.Domain) // §4.3.1: "the server MUST NOT forward it"
        {
            return null;
        }
        // To the component all accounts would look the same, there or not (§10 rule 4).
        return request.Target.Local is not null && !await _accounts.ExistsAsync(request.Target, ct)
            ? StanzaError.ServiceUnavailable
            : Forward(delegation, request);
    }

    public IqReply? AskOfAccount(IqRequest request, bool isItems) =>
        _delegations.TryGetValue(
            (request.Target.Domain, isItems ? DelegationNames.AccountItems : DelegationNames.AccountInfo), out var delegation)
        && request.SentBy.Domain != delegation.Component.Domain
            ? Forward(delegation, request)
            : default(IqReply?);

    public void Nest(string host, bool isAccount, XElement info)
    {
        foreach (var delegation in _delegations.Values)
        {
            if (delegation.Host == host)
                _nested.Nest(host, delegation.Namespace, isAccount, info);
        }
    }

    /// <summary>§4.2: it is told what it manages, and asked what it offers there (§9 rule 2).</summary>
    public void OnConnected(ComponentStream stream)
    {
        var all = _delegations.Values
            .Where(delegation => delegation.Component.Domain == stream.Name && _hosts.Contains(delegation.Host))
            .OrderBy(delegation => delegation.Namespace, StringComparer.Ordinal).ToLookup(delegation => delegation.Host);
        foreach (var host in all.OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var element = new XElement(DelegationNames.Delegation, host.Select(delegation => delegation.ToElement()));
            stream.Post(new OutboundStanza(new Message(
                new(XmppNames.Message, element), Jid.Parse(host.Key), host.First().Component, StreamIds.New(), null, null)));
            foreach (var delegation in host.Where(d => !d.Namespace.StartsWith(DelegationNames.Ns.NamespaceName, StringComparison.Ordinal)))
            {
                AskInfo(stream, delegation, isAccount: false);
                AskInfo(stream, delegation, isAccount: true);
            }
        }
    }

    /// <summary>It is away: what it was asked is answered now, and it offers nothing.</summary>
    public void OnGone(string name)
    {
        var component = Jid.Parse(name);
        var own = _delegations.Values.Where(delegation => delegation.Component == component).ToList();
        own.ForEach(Withdraw);
        if (own.Count > 0)
            Changed();
        _requests.GiveUp(component); // last: who hears of it finds all of it gone
    }

    // §4.3. Nobody waits for the answer: else a slow component would hold up its users' streams (§9 rule 3), and one that
    // asks us something its own.
    private IqReply Forward(Delegation delegation, IqRequest request)
    {
        if (_components.Find(delegation.Component.Domain) is not { } stream)
            return StanzaError.ServiceUnavailable; // N.B.₁
        if (!_waiting.TryEnter(delegation.Component, request.Sender.Bare, _limits.ComponentRequests))
            return StanzaError.ResourceConstraint;
        return IqReply.Later(answer =>
        {
            var forwarded = Forwarded.ToElement(request.Iq.WithFrom(request.Sender));
            var isSent = Ask(stream, delegation, IqType.Set, new XElement(DelegationNames.Delegation, forwarded), given =>
            {
                _waiting.Leave(delegation.Component, request.Sender.Bare);
                answer(DelegatedAnswer.Read(request, given));
            });
            if (!isSent)
            {
                _waiting.Leave(delegation.Component, request.Sender.Bare);
                answer(StanzaError.ServiceUnavailable);
            }
        });
    }

    private FrozenDictionary<(string Host, string Namespace), Delegation> Of(IReadOnlyList<ComponentOptions> components) => components
        .SelectMany(component => component.HostsWithin(_hosts).SelectMany(host =>
            component.Delegations.Select(delegated => new Delegation(host, Jid.Parse(component.Name), delegated))))
        .ToFrozenDictionary(delegation => (delegation.Host, delegation.Namespace));

    // Those of a component that has not changed are the same again.
    private bool IsInForce(Delegation delegation) =>
        _delegations.TryGetValue((delegation.Host, delegation.Namespace), out var now) && now == delegation;

    private void Withdraw(Delegation delegation)
    {
        _nested.Set(delegation.Host, delegation.Namespace, false, null);
        _nested.Set(delegation.Host, delegation.Namespace, true, null);
    }

    private void AskInfo(ComponentStream stream, Delegation delegation, bool isAccount)
    {
        var node = DelegationNames.Node(delegation.Namespace, isAccount);
        Ask(stream, delegation, IqType.Get, new XElement(s_info + "query", new XAttribute("node", node)), answer =>
        {
            if (_components.Find(delegation.Component.Domain) != stream || !IsInForce(delegation))
                return; // another one of its name has been asked since, or will be
            _nested.Set(delegation.Host, delegation.Namespace, isAccount, answer is { IsError: false } ? answer.Payload : null);
            Changed();
        });
    }

    // False if it is not on its way, and then there is no answer either.
    private bool Ask(ComponentStream stream, Delegation delegation, IqType type, XElement payload, Action<Iq?> onAnswer)
    {
        var id = StreamIds.New();
        return _requests.TryAdd(id, delegation.Component, _limits.ComponentRequestTimeout, onAnswer)
            && (stream.Post(new OutboundStanza(new Iq(type, id, Jid.Parse(delegation.Host), delegation.Component, payload)))
                == HandOver.Taken || !_requests.Forget(id));
    }
}
