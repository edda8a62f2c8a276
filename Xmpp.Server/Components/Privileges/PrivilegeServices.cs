using System.Collections.Frozen;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Server.Streams;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Components.Privileges;

/// <summary>XEP-0356: what components were granted, and what they are told of their own accord.</summary>
internal sealed class PrivilegeServices
{
    private readonly FrozenDictionary<string, Grants> _grants;
    private readonly PresenceFeed[] _feeds;
    private readonly Grants[] _rosterReaders;
    private readonly ComponentDirectory _components;
    private readonly LimitOptions _limits;
    private readonly BackgroundWork _background;
    private PrivilegedStanzas? _stanzas;

    public PrivilegeServices(
        ServerOptions options, ComponentDirectory components, SessionDirectory sessions, Rosters rosters, HostTable hosts,
        BackgroundWork background, TimeProvider time)
    {
        (_components, _limits, _background) = (components, options.Limits, background);
        _grants = options.Components.Select(component => new Grants(component, hosts))
            .ToFrozenDictionary(grants => grants.Component.Domain, StringComparer.Ordinal);
        _rosterReaders = [.. _grants.Values.Where(grants => grants.GetsRosterPushes)];
        _feeds = [.. _grants.Values.Where(grants => grants.GetsPresence).Select(grants =>
            new PresenceFeed(grants, components, sessions, rosters, hosts, options.Limits))];
        // Each component has its own limit; this one is never met.
        Requests = new SentIqs(time, int.MaxValue);
    }

    /// <summary>Requests in accounts' names that wait for their answers.</summary>
    public SentIqs Requests { get; }

    public bool IsAny => _grants.Values.Any(grants => grants.IsAny);

    /// <summary>Lets them know of presence and of rosters, where somebody may.</summary>
    public void Watch(FeatureRegistry registry, Rosters rosters, RosterPush push)
    {
        if (_rosterReaders.Length > 0)
            push.Pushed += OnPushed;
        foreach (var feed in _feeds)
        {
            registry.OwnPresence.Add(feed.OnOwn);
            registry.ContactPresence.Add(feed.OnContactAsync);
            rosters.Changed += (account, contact, _, after) => feed.OnRosterChanged(account, contact, after);
        }
    }

    /// <summary>What components send can be handled from now on.</summary>
    public void Open(StanzaPath path, Router router, HostTable hosts, IAccountStore accounts, TimeProvider time, ILogger logger)
    {
        var onBehalf = new OnBehalf(path, router, time);
        _stanzas = new PrivilegedStanzas(
            new PrivilegedMessages(onBehalf, router, accounts, time),
            new PrivilegedIqs(onBehalf, router, Requests, accounts, _limits, _background), router, hosts, accounts, logger);
    }

    /// <summary>False if it is a stanza like any other's, and nothing has happened.</summary>
    public ValueTask<bool> TryHandleAsync(string component, Stanza stanza, Jid from, Jid to, CancellationToken ct) =>
        _stanzas is { } stanzas && _grants.TryGetValue(component, out var grants)
            ? stanzas.TryHandleAsync(grants, stanza, from, to, ct)
            : default;

    /// <summary>§4.2: a component has connected, and is told what it may do; by each host, for whose accounts it is.</summary>
    public void OnConnected(ComponentStream stream)
    {
        if (!_grants.TryGetValue(stream.Name, out var grants) || !grants.IsAny)
            return;
        foreach (var host in grants.Hosts.Order(StringComparer.Ordinal))
        {
            stream.Post(new OutboundStanza(new Message(
                new(XmppNames.Message, grants.Advertisement()), Jid.Parse(host), grants.Component, StreamIds.New(), null, null)));
        }
        if (_feeds.FirstOrDefault(feed => feed.Component == grants.Component) is { } told)
            _background.Run("presence for a component", ct => told.TellAllAsync(stream, ct));
    }

    // §4.4: "from" the bare JID of the account
    private void OnPushed(Jid account, long version, RosterChange change)
    {
        foreach (var grants in _rosterReaders)
        {
            if (!grants.IsFor(account.Domain))
                continue;
            var payload = RosterElements.Push(change.Contact, change.Item.Value, version);
            _components.Find(grants.Component.Domain)?.Post(
                new OutboundStanza(new Iq(IqType.Set, StreamIds.New(), account, grants.Component, payload)));
        }
    }
}
