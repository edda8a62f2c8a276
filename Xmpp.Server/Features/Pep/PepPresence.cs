using Xmpp.Server.Configuration;
using Xmpp.Server.Features.EntityCaps;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Services.PubSub;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Roster;

namespace Xmpp.Server.Features.Pep;

/// <summary>
/// What presence brings about: the last items, once for each time that a resource comes online (XEP-0163 §4.3.3,
/// §4.3.4; cases PUB-04).
/// </summary>
internal sealed class PepPresence(
    PepContacts contacts, RemoteContacts remote, EntityCapsCache caps, PepLastItems lastItems, SessionDirectory directory,
    HostTable hosts, PepOptions options, BackgroundWork background)
{
    private readonly SemaphoreSlim[] _atOnce = [.. Enumerable.Range(0, options.LoginsAtOnce).Select(_ => new SemaphoreSlim(1, 1))];

    /// <summary>A resource here has broadcast its presence. A session that is resumed does not.</summary>
    public void OnAvailable(Resource resource)
    {
        if (PepClient.Of(resource) is not { } client)
        {
            resource.Arrival?.End();
            return;
        }
        caps.WhenKnown(resource.FullJid.Bare, resource.FullJid, client.Caps, wanted =>
        {
            // With the first presence that says what it wants: that of a client whose first hash nobody could tell the meaning of, too.
            if (client.Arrival?.TryBegin() != true)
                return;
            if (wanted.IsEmpty)
                client.Arrival.End();
            else
                background.Run("last items", ct => SendAllAsync(client, resource, wanted, ct));
        });
    }

    /// <summary>Presence came to an account from outside. Strangers are not remembered, nor asked anything.</summary>
    public async ValueTask OnContactAsync(Jid account, Presence presence, Jid sender, CancellationToken ct)
    {
        if (hosts.Contains(sender.Domain))
            return; // what is here is in the directory
        if (presence.Type == PresenceType.Unavailable)
        {
            remote.Remove(account, sender);
            return;
        }
        if (await contacts.ItemOfAsync(account, sender.Bare, ct) is not { Subscription: not Subscription.None })
        {
            remote.Remove(account, sender.Bare);
            return;
        }
        if (remote.Add(account, sender, presence) is not { } arrival)
            return;
        if (CapsKey.Of(presence, sender) is not { } key)
        {
            arrival.End();
            return;
        }
        var client = new PepClient(sender, null, key, arrival);
        caps.WhenKnown(account, sender, key, wanted =>
        {
            if (wanted.IsEmpty)
                arrival.End();
            else
                background.Run("last items", token => SendArrivedAsync(account, client, wanted, token));
        });
    }

    /// <summary>A contact sees the account from now on (§4.3.4: new subscribers), or more of it.</summary>
    public void OnShown(Jid account, Jid contact) => OnGained(account, contact, static _ => true);

    /// <summary>The contact may read nodes that he could not read before.</summary>
    public void OnGained(Jid account, Jid contact, Func<Node, bool> isDue) => background.Run("last items", async ct =>
    {
        var blocked = await contacts.BlockedByAsync(account, ct);
        foreach (var client in await contacts.OfContactAsync(account, contact.Bare, blocked, ct))
        {
            caps.WhenKnown(PepAudience.AskerOf(account, client), client.FullJid, client.Caps, wanted =>
            {
                if (!wanted.IsEmpty)
                    background.Run("last items", token => SendToContactAsync(account, client, wanted, isDue, token));
            });
        }
    });

    // Everything that a client is to get that has come online: few accounts at a time, one contact after the other.
    private async Task SendAllAsync(PepClient client, Resource resource, NotifySet wanted, CancellationToken ct)
    {
        var account = client.FullJid.Bare;
        var line = _atOnce[(uint)account.GetHashCode() % (uint)_atOnce.Length];
        await line.WaitAsync(ct);
        try
        {
            if (!IsThere(resource))
                return;
            await lastItems.SendAsync(account, null, client, wanted, PepLastItems.IsForPresence, ct);
            var blocked = await contacts.BlockedByAsync(account, ct);
            var subscribed = (await contacts.RosterOfAsync(account, ct)).Subscribed;
            await lastItems.PrepareAsync(subscribed.Where(contact => hosts.Contains(contact.Domain)), ct);
            foreach (var contact in subscribed)
            {
                if (!hosts.Contains(contact.Domain) || blocked.Blocks(contact))
                    continue; // his server does it
                if (!await lastItems.HasAnyAsync(contact, wanted, ct))
                    continue;
                if (directory.RoomAsync(resource) is { } room)
                    await LetOthersAsync(line, room, ct);
                if (!IsThere(resource))
                    return;
                await SendToContactAsync(contact, client, wanted, PepLastItems.IsForPresence, ct);
            }
        }
        finally
        {
            line.Release();
            client.Arrival?.End();
        }
    }

    // A client that is slow to read gets what is left when it has room, rather than to be closed; others go on meanwhile.
    private static async Task LetOthersAsync(SemaphoreSlim line, Task room, CancellationToken ct)
    {
        line.Release();
        try
        {
            await room.WaitAsync(ct);
        }
        finally
        {
            await line.WaitAsync(CancellationToken.None);
        }
    }

    private async Task SendArrivedAsync(Jid account, PepClient client, NotifySet wanted, CancellationToken ct)
    {
        try
        {
            await SendToContactAsync(account, client, wanted, PepLastItems.IsForPresence, ct);
        }
        finally
        {
            client.Arrival?.End();
        }
    }

    private async Task SendToContactAsync(
        Jid account, PepClient client, NotifySet wanted, Func<Node, bool> isDue, CancellationToken ct)
    {
        var contact = await contacts.ItemOfAsync(account, client.FullJid.Bare, ct);
        if (contact?.Subscription.HasFlag(Subscription.From) == true
            && !(await contacts.BlockedByAsync(account, ct)).Blocks(client.FullJid))
        {
            await lastItems.SendAsync(account, contact, client, wanted, isDue, ct);
        }
    }

    private bool IsThere(Resource resource)
    {
        foreach (var current in directory.Find(resource.FullJid.Bare))
        {
            if (current.SessionId == resource.SessionId)
                return current.IsAvailable && current.Arrival == resource.Arrival; // not gone and back: that is another time
        }
        return false;
    }
}
