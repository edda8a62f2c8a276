using Xmpp.Server.Configuration;
using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Components.Privileges;

/// <summary>The presence that one component is told of (XEP-0356 §7).</summary>
/// <remarks>
/// What it is told follows the directory under one lock, that of the contacts: whoever tells of a state looks at it there, so that no old
/// presence comes behind a newer one.
/// </remarks>
/// <param name="grants">What it may be told.</param>
/// <param name="before">The feed in whose place this one comes.</param>
internal sealed class PresenceFeed(
    Grants grants, PresenceFeed? before, ComponentDirectory components, SessionDirectory sessions, Rosters rosters, HostTable hosts,
    LimitOptions limits)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly SeenContacts _contacts = before is not null && grants.ShowsContactsAs(before.Grants)
        ? before._contacts // nobody shows himself again because a secret has changed
        : new SeenContacts(limits.ComponentContacts, limits.ComponentContactResources, limits.ComponentContactBytes);

    public Grants Grants => grants;

    public Jid Component => grants.Component;

    /// <summary>A resource here has broadcast a presence, available or not.</summary>
    public void OnOwn(Presence presence, RosterView roster)
    {
        if (presence.From is not { } from || !IsTold(from, roster))
            return;
        lock (_contacts)
            Post(presence);
    }

    /// <summary>§7.4: presence came to an account from elsewhere; nothing that was meant for one resource only.</summary>
    public async ValueTask OnContactAsync(Jid account, Presence presence, Jid sender, CancellationToken ct)
    {
        // What is here is told by OnOwn, and what comes from the component it knows.
        if (!grants.GetsContactPresence || !grants.IsFor(account.Domain) || hosts.Contains(sender.Domain)
            || sender.Domain == grants.Component.Domain)
        {
            return;
        }
        var sees = presence.Type == PresenceType.Available
            && await rosters.FindItemAsync(account, sender.Bare, ct) is { } item && SubscriptionChange.IsTo(item);
        lock (_contacts)
        {
            if (!sees)
                Remove(account, sender);
            else if (_contacts.Add(account, presence, sender))
                Post(presence);
        }
    }

    /// <summary>A contact has left a roster, or is seen no more.</summary>
    public void OnRosterChanged(Jid account, Jid contact, RosterView after)
    {
        if (!grants.GetsContactPresence || (after.Item(contact) is { } item && SubscriptionChange.IsTo(item)))
            return;
        lock (_contacts)
            Remove(account, contact);
    }

    /// <summary>§8 rule 1: what it would have been told if it had been there before.</summary>
    /// <param name="stream">The component, connected. Not faster than it reads: there may be very many.</param>
    /// <param name="ct">Cancels between two.</param>
    public async Task TellAllAsync(ComponentStream stream, CancellationToken ct)
    {
        foreach (var session in sessions.AllSessions().ToList())
        {
            if (sessions.FindResource(session) is not { LastPresence: not null } || !IsTold(session.FullJid, await RosterOfAsync(session, ct)))
                continue;
            if (!await HasRoomAsync(stream, ct))
                return;
            lock (_contacts)
            {
                if (sessions.FindResource(session)?.LastPresence is { } presence)
                    Post(presence);
            }
        }
        foreach (var contact in Contacts())
        {
            if (!await HasRoomAsync(stream, ct))
                return;
            lock (_contacts)
            {
                foreach (var presence in _contacts.PresencesOf(contact))
                    Post(presence);
            }
        }
    }

    private IReadOnlyList<Jid> Contacts()
    {
        lock (_contacts)
            return _contacts.Contacts;
    }

    private ValueTask<RosterView> RosterOfAsync(Session session, CancellationToken ct) => rosters.GetAsync(session.Account, ct);

    // §7.1: the accounts; §7.4: and local contacts of theirs. One that shows itself to the component anyway is not told
    // twice (§8 rule 2).
    private bool IsTold(Jid from, RosterView roster)
    {
        if (roster.IsSubscriber(grants.Component))
            return false;
        return grants.IsFor(from.Domain)
            || (grants.GetsContactPresence && roster.Subscribers.Any(contact => grants.IsFor(contact.Domain)));
    }

    private void Remove(Jid account, Jid contact)
    {
        foreach (var resource in _contacts.Remove(account, contact))
            Post(new Presence(PresenceType.Unavailable, resource, null));
    }

    private void Post(Presence presence) =>
        components.Find(grants.Component.Domain)?.Post(new OutboundStanza(presence.WithTo(grants.Component)));

    private static async ValueTask<bool> HasRoomAsync(ComponentStream stream, CancellationToken ct)
    {
        while (!stream.IsEnded && !stream.HasRoom)
            await Task.Delay(s_pause, TimeProvider.System, ct);
        return !stream.IsEnded;
    }
}
