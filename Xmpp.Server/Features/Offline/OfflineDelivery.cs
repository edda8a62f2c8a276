using System.Collections.Concurrent;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Offline;

namespace Xmpp.Server.Features.Offline;

/// <summary>
/// Gives a resource what waits for its account, in order, each with its delay (XEP-0160 §2, XEP-0203), and removes it
/// when the resource has it.
/// </summary>
internal sealed class OfflineDelivery(
    IOfflineStore store, ISessionDirectory directory, AccountLocks locks, IBlockLists blockLists,
    CatchUps catchUps, BackgroundWork background, ServerMetrics metrics)
{
    private const int PageSize = 100;

    /// <summary>How long settled messages gather before they are removed in one statement.</summary>
    private static readonly TimeSpan s_removalDelay = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<Jid, GivenMessages> _accounts = new();

    /// <summary>
    /// Two resources that come at once are served one after the other, so nothing is delivered twice. What the resource has no
    /// room for is given to it in the background, as it reads.
    /// </summary>
    public async ValueTask DeliverAsync(Resource resource, CancellationToken ct)
    {
        if (resource.RetrievesOffline)
            return;
        for (long? last = 0; last is { } after; last = await GiveAsync(resource, after, ct))
        {
            if (directory.RoomAsync(resource) is null)
                continue;
            var catchUp = catchUps.Begin(resource.FullJid.Bare); // what is newer still waits
            background.Run("offline messages for a client that is slow to read", async stopping =>
            {
                using (catchUp)
                    await DeliverRestAsync(resource, after, stopping);
            });
            return;
        }
    }

    /// <summary>The same for whoever is there now.</summary>
    public async ValueTask DeliverToAnyAsync(Jid account, CancellationToken ct)
    {
        foreach (var resource in await directory.FindAsync(account, ct))
        {
            if (IsReady(resource))
            {
                await DeliverAsync(resource, ct);
                return;
            }
        }
    }

    private async Task DeliverRestAsync(Resource resource, long after, CancellationToken ct)
    {
        for (long? last = after; last is { } next; last = await GiveAsync(resource, next, ct))
        {
            if (directory.RoomAsync(resource) is { } room)
                await room.WaitAsync(ct);
            var all = await directory.FindAsync(resource.FullJid.Bare, ct);
            if (!all.Any(r => r.SessionId == resource.SessionId && IsReady(r)))
            {
                await DeliverToAnyAsync(resource.FullJid.Bare, ct); // who has been there all the time gets the rest
                return;
            }
        }
    }

    /// <summary>
    /// Gives a page, or as much of it as there is room for. The lock is held no longer, and nothing under it waits for a client or
    /// for the end of a session, which takes the same lock.
    /// </summary>
    /// <returns>The last message that was looked at, or null when there are no more or the resource has gone.</returns>
    private async ValueTask<long?> GiveAsync(Resource resource, long last, CancellationToken ct)
    {
        var account = resource.FullJid.Bare;
        using var _ = await locks.EnterAsync(account, ct);
        var given = _accounts.GetOrAdd(account, static _ => new GivenMessages());
        var blocked = await blockLists.GetAsync(account, ct);
        last = Math.Max(last, given.SettledThrough);
        var page = await store.ReadAsync(account, last, PageSize, ct);
        if (given.Forget(last, page.Count == PageSize ? page[^1].Id : long.MaxValue, page.Select(waiting => waiting.Id)))
            BeginRemoval(account, given);
        foreach (var waiting in page)
        {
            if (directory.RoomAsync(resource) is not null)
                return last;
            last = waiting.Id;
            if (given.TryGive(waiting.Id) && !TryHandOver(resource, account, given, waiting, blocked))
                return null; // the resource has gone: what it was not given stays
        }
        if (page.Count == PageSize)
            return last;
        if (given.IsIdle)
            _accounts.TryRemove(account, out var _);
        return null;
    }

    private static bool IsReady(Resource resource) =>
        resource is { IsAvailable: true, Priority: >= 0, RetrievesOffline: false };

    private bool TryHandOver(Resource resource, Jid account, GivenMessages given, OfflineMessage waiting, BlockList blocked)
    {
        if (!StoredStanza.TryRead(waiting.Stanza, out var stanza))
            throw new InvalidDataException("A stored message cannot be read.");
        if (stanza.From is { } sender && blocked.Blocks(sender))
        {
            BeginRemoval(account, given, waiting.Id); // XEP-0191 §3.3: blocked since it was sent, so nobody gets it
            return true;
        }
        var host = Jid.Parse(account.Domain);
        // Cases RTE-09: one delay of ours, of the first time; a message that came back from a broken session has it.
        if (!Delay.Has(stanza, host))
            stanza = stanza.WithChild(Delay.ToElement(waiting.ReceivedAt, host));
        var context = new StanzaContext(stanza, stanza.From ?? host, account, StanzaOrigin.Server)
        {
            ReceivedAt = waiting.ReceivedAt,
            IsRedelivery = true,
        };
        var delivery = new Delivery(context)
        {
            IsKept = true,
            OnSettled = isTaken => Settle(account, given, waiting.Id, isTaken),
        };
        delivery.Begin();
        if (directory.Post(resource, new OutboundStanza(stanza, delivery)) == HandOver.Taken)
            return true;
        given.Settle(waiting.Id, isTaken: false);
        return false;
    }

    private void Settle(Jid account, GivenMessages given, long id, bool isTaken)
    {
        if (isTaken)
        {
            BeginRemoval(account, given, id);
            metrics.OfflineDelivered(1);
            return;
        }
        given.Settle(id, isTaken: false);
        var catchUp = catchUps.Begin(account); // before the end of the session that had it is over
        background.Run("offline messages that came back", async ct =>
        {
            using (catchUp)
                await DeliverToAnyAsync(account, ct);
        });
    }

    private void BeginRemoval(Jid account, GivenMessages given, long id)
    {
        if (given.Settle(id, isTaken: true))
            BeginRemoval(account, given);
    }

    private void BeginRemoval(Jid account, GivenMessages given) =>
        background.Run("removal of delivered offline messages", ct => RemoveAsync(account, given, ct));

    private async Task RemoveAsync(Jid account, GivenMessages given, CancellationToken ct)
    {
        try
        {
            long through;
            do
            {
                await Task.Delay(s_removalDelay, ct);
                through = given.SettledThrough;
                await store.DeleteThroughAsync(account, through, ct);
            }
            while (given.Removed(through));
        }
        catch
        {
            given.RemovalFailed();
            throw; // it is in the log; until they are removed they are known here as settled
        }
        using var _ = await locks.EnterAsync(account, ct);
        if (given.IsIdle)
            _accounts.TryRemove(new KeyValuePair<Jid, GivenMessages>(account, given));
    }
}
