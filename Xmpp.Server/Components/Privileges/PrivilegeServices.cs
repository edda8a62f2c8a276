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
    private readonly ComponentDirectory _components;
    private readonly LimitOptions _limits;
    private readonly BackgroundWork _background;
    private readonly Func<Grants, PresenceFeed?, PresenceFeed> _newFeed;
    private readonly HostTable _hosts;
    private volatile All _all;
    private PrivilegedStanzas? _stanzas;

    public PrivilegeServices(
        ServerOptions options, ComponentDirectory components, SessionDirectory sessions, Rosters rosters, HostTable hosts,
        BackgroundWork background, TimeProvider time)
    {
        (_components, _limits, _background, _hosts) = (components, options.Limits, background, hosts);
        _newFeed = (grants, before) => new PresenceFeed(grants, before, components, sessions, rosters, hosts, options.Limits);
        _all = Make(options.Components, null);
        // Each component has its own limit; this one is never met.
        Requests = new SentIqs(time, int.MaxValue);
    }

    /// <summary>Requests in accounts' names that wait for their answers.</summary>
    public SentIqs Requests { get; }

    /// <summary>Lets them know of presence and of rosters, where somebody may.</summary>
    public void Watch(FeatureRegistry registry, Rosters rosters, RosterPush push)
    {
        push.Pushed += OnPushed;
        registry.OwnPresence.Add(OnOwn);
        registry.ContactPresence.Add(OnContactAsync);
        rosters.Changed += (account, contact, _, after) =>
        {
            foreach (var feed in _all.Feeds)
                feed.OnRosterChanged(account, contact, after);
        };
    }

    /// <summary>Other ones from now on, for the hosts of now.</summary>
    public void Replace(IReadOnlyList<ComponentOptions> components) => _all = Make(components, _all);

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
        _stanzas is { } stanzas && _all.Grants.TryGetValue(component, out var grants)
            ? stanzas.TryHandleAsync(grants, stanza, from, to, ct)
            : default;

    /// <summary>§4.2: a component has connected, and is told what it may do; by each host, for whose accounts it is.</summary>
    public void OnConnected(ComponentStream stream)
    {
        if (!_all.Grants.TryGetValue(stream.Name, out var grants) || !grants.IsAny)
            return;
        foreach (var host in grants.Hosts.Order(StringComparer.Ordinal))
        {
            stream.Post(new OutboundStanza(new Message(
                new(XmppNames.Message, grants.Advertisement()), Jid.Parse(host), grants.Component, StreamIds.New(), null, null)));
        }
        if (_all.Feeds.FirstOrDefault(feed => feed.Component == grants.Component) is { } told)
            _background.Run("presence for a component", ct => told.TellAllAsync(stream, ct));
    }

    // §4.4: "from" the bare JID of the account
    private void OnPushed(Jid account, long version, RosterChange change)
    {
        foreach (var grants in _all.RosterReaders)
        {
            if (!grants.IsFor(account.Domain))
                continue;
            var payload = RosterElements.Push(change.Contact, change.Item.Value, version);
            _components.Find(grants.Component.Domain)?.Post(
                new OutboundStanza(new Iq(IqType.Set, StreamIds.New(), account, grants.Component, payload)));
        }
    }

    private void OnOwn(Presence presence, RosterView roster)
    {
        foreach (var feed in _all.Feeds)
            feed.OnOwn(presence, roster);
    }

    private async ValueTask OnContactAsync(Jid account, Presence presence, Jid sender, CancellationToken ct)
    {
        foreach (var feed in _all.Feeds)
            await feed.OnContactAsync(account, presence, sender, ct);
    }

    private All Make(IReadOnlyList<ComponentOptions> components, All? before)
    {
        var grants = components
            .Select(component => before?.Grants.GetValueOrDefault(component.Name) is { } there && ReferenceEquals(there.Of, component)
                ? there
                : new Grants(component, _hosts))
            .ToFrozenDictionary(grants => grants.Component.Domain, StringComparer.Ordinal);
        return new All(
            grants,
            [.. grants.Values.Where(one => one.GetsPresence).Select(one =>
                before?.Feeds.FirstOrDefault(feed => feed.Component == one.Component) is var there && there?.Grants == one
                    ? there
                    : _newFeed(one, there))],
            [.. grants.Values.Where(one => one.GetsRosterPushes)]);
    }

    // What is made of one configuration.
    private sealed record All(FrozenDictionary<string, Grants> Grants, PresenceFeed[] Feeds, Grants[] RosterReaders);
}
