using Xmpp.Server.Presences;
using Xmpp.Server.Roster;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Features.Blocking;

/// <summary>What those see who are blocked (XEP-0191 §3.3: the account goes) and unblocked (§3.4: it is back).</summary>
internal sealed class BlockingPresence(SessionDirectory directory, Rosters rosters, PresenceDelivery delivery)
{
    /// <param name="account">Who has blocked.</param>
    /// <param name="addresses">Whom.</param>
    /// <param name="before">The list before: who was on it has seen nothing of the account since.</param>
    /// <param name="ct">Cancels between two contacts.</param>
    public async Task HideAsync(Jid account, IReadOnlyList<Jid> addresses, BlockList before, CancellationToken ct)
    {
        var changed = BlockList.Of(account, addresses);
        var subscribers = BlockingRules.Subscribers(await rosters.GetAsync(account, ct), changed);
        foreach (var resource in directory.Find(account))
        {
            var unavailable = new Presence(PresenceType.Unavailable, resource.FullJid, null);
            if (resource.IsAvailable)
                await delivery.BroadcastAsync(unavailable, resource.FullJid, subscribers, before, ct);
            var directed = BlockingRules.Directed(resource, changed);
            if (directed.Count == 0)
                continue;
            await delivery.BroadcastAsync(unavailable, resource.FullJid, directed, before, ct);
            directory.Update(account, resource.SessionId, r => r with { Directed = r.Directed.Except(directed) });
        }
    }

    /// <param name="account">Who has unblocked.</param>
    /// <param name="addresses">Whom; directed presence is the client's to send again.</param>
    /// <param name="ct">Cancels between two contacts.</param>
    public async Task ShowAsync(Jid account, IReadOnlyList<Jid> addresses, CancellationToken ct)
    {
        var subscribers = BlockingRules.Subscribers(
            await rosters.GetAsync(account, ct), BlockList.Of(account, addresses));
        if (subscribers.Count == 0)
            return;
        foreach (var resource in directory.Find(account))
        {
            if (resource.LastPresence is { } presence)
                await delivery.BroadcastAsync(presence, resource.FullJid, subscribers, ct);
        }
    }
}
