using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage;
using Xmpp.Storage.Archive;
using Xmpp.Storage.PubSub;

namespace Xmpp.Server.Data;

/// <summary>
/// Reads what accounts, rooms and services have, page by page: an archive is never in memory as a whole. Each page is of one
/// moment; between pages a server that runs goes on.
/// </summary>
/// <param name="stores">Where it is; may be opened for reading only.</param>
/// <param name="sink">Where it goes.</param>
internal sealed class StoreExporter(Stores stores, IDataSink sink)
{
    private const int Page = 500;
    private const int PageBytes = 4 * 1024 * 1024;

    /// <summary>Told of each account, room and service that is done.</summary>
    public Action<Jid> Done { get; init; } = static _ => { };

    /// <param name="rooms">The domain of the host's rooms, or null for none.</param>
    /// <param name="nodes">The domain of the host's publish-subscribe service, or null for none.</param>
    public async Task ExportHostAsync(string host, string? rooms, string? nodes, CancellationToken ct)
    {
        if (!await sink.BeginHostAsync(host, ct))
            return;
        string? after = null;
        do
        {
            var page = await stores.Accounts.ListAsync(host, after, Page, ct);
            foreach (var entry in page)
                await ExportAccountAsync(entry.Jid, ct);
            after = page.Count < Page ? null : page[^1].Jid.ToString();
        }
        while (after is not null);
        if (rooms is not null)
            await ExportRoomsAsync(rooms, ct);
        if (nodes is not null)
            await ExportServiceAsync(Jid.Parse(nodes), ct);
        await sink.EndHostAsync(ct);
    }

    /// <summary>False if there is no such account.</summary>
    public async Task<bool> ExportAccountAsync(Jid jid, CancellationToken ct)
    {
        if (await stores.Accounts.FindAsync(jid, ct) is not { } account)
            return false;
        var owner = new DataOwner(DataOwnerKind.Account, account.Jid)
        {
            CreatedAt = account.CreatedAt,
            IsDisabled = account.IsDisabled,
        };
        if (!await sink.BeginAsync(owner, ct))
            return true;
        await ExportOfflineAsync(account.Jid, ct);
        foreach (var credential in account.Credentials)
            await sink.AddAsync(new DataPart.Credential(credential), ct);
        await ExportRosterAsync(account.Jid, ct);
        await ExportProfileAsync(account.Jid, ct);
        await ExportNodesAsync(account.Jid, await stores.PubSub.LoadAsync(account.Jid, ct), ct);
        if ((await stores.Archive.FindOwnerAsync(account.Jid, ct))?.Preferences is { } preferences)
            await sink.AddAsync(new DataPart.Preferences(preferences), ct);
        await ExportArchiveAsync(account.Jid, ct);
        await sink.EndAsync(ct);
        Done(account.Jid);
        return true;
    }

    private async Task ExportRosterAsync(Jid account, CancellationToken ct)
    {
        var roster = await stores.Roster.LoadAsync(account, ct);
        foreach (var item in roster.Items.OrderBy(i => i.Contact.ToString(), StringComparer.Ordinal))
            await sink.AddAsync(new DataPart.Contact(item), ct);
        foreach (var request in roster.Requests)
        {
            if (StoredStanza.TryRead(request.Stanza, out var stanza) && stanza is Presence presence)
                await sink.AddAsync(new DataPart.Request(presence, request.ReceivedAt), ct);
        }
    }

    private async Task ExportProfileAsync(Jid account, CancellationToken ct)
    {
        if (await stores.VCards.FindAsync(account, ct) is { } card)
            await sink.AddAsync(new DataPart.Card(StoredElement.Read(card.Payload)), ct);
        foreach (var element in await stores.PrivateXml.LoadAsync(account, ct))
            await sink.AddAsync(new DataPart.PrivateElement(StoredElement.Read(element.Payload)), ct);
        foreach (var blocked in (await stores.BlockLists.LoadAsync(account, ct)).OrderBy(b => b.ToString(), StringComparer.Ordinal))
            await sink.AddAsync(new DataPart.Blocked(blocked), ct);
        if (await stores.LastActivity.FindAsync(account, ct) is { } seen)
            await sink.AddAsync(new DataPart.LastActivity(seen), ct);
        foreach (var registration in await stores.Push.FindAsync(account, ct))
            await sink.AddAsync(new DataPart.PushService(registration), ct);
    }

    private async Task ExportOfflineAsync(Jid account, CancellationToken ct)
    {
        var after = 0L;
        while (true)
        {
            var page = await stores.Offline.ReadAsync(account, after, 100, ct);
            foreach (var waiting in page)
            {
                if (StoredStanza.TryRead(waiting.Stanza, out var stanza) && stanza is Message message)
                {
                    // XEP-0359 §3: to whoever reads it, an id of this archive names nothing.
                    await sink.AddAsync(new DataPart.Offline((Message)StanzaIds.Strip(message, account), waiting.ReceivedAt), ct);
                }
            }
            if (page.Count == 0)
                return;
            after = page[^1].Id;
        }
    }

    private async Task ExportArchiveAsync(Jid owner, CancellationToken ct)
    {
        var query = new ArchiveQuery { MaxMessages = Page, MaxBytes = PageBytes };
        while (await stores.Archive.ReadAsync(owner, query, ct) is { } page)
        {
            foreach (var archived in page.Messages)
            {
                if (StoredStanza.TryRead(archived.Stanza, out var stanza) && stanza is Message message)
                    await sink.AddAsync(new DataPart.Archived(message, ArchiveTime.FromId(archived.Id)), ct);
            }
            if (page.IsComplete || page.Messages.Count == 0)
                return;
            query = query with { First = page.Messages[^1].Id + 1 };
        }
    }

    // XEP-0227 §4.10: every configuration first, so that who reads it knows the node before the first item.
    private async Task ExportNodesAsync(Jid owner, IReadOnlyList<PubSubNode> nodes, CancellationToken ct)
    {
        foreach (var node in nodes)
            await ExportNodeAsync(node, ct);
        foreach (var node in nodes)
            await ExportItemsAsync(owner, node.Name, ct);
    }

    private async Task ExportNodeAsync(PubSubNode node, CancellationToken ct)
    {
        await sink.AddAsync(
            new DataPart.Node(node.Name, StoredElement.Read(node.Config)) { Creator = node.Creator, CreatedAt = node.CreatedAt }, ct);
        foreach (var affiliate in node.Affiliates)
            await sink.AddAsync(new DataPart.NodeAffiliate(node.Name, affiliate), ct);
        foreach (var subscription in node.Subscriptions)
            await sink.AddAsync(new DataPart.NodeSubscriber(node.Name, subscription), ct);
    }

    private async Task ExportItemsAsync(Jid owner, string node, CancellationToken ct)
    {
        var query = new PubSubPageQuery(100, PageBytes, null, null, false);
        while (await stores.PubSubItems.PageAsync(owner, node, query, ct) is { } page)
        {
            foreach (var item in page.Items)
                await sink.AddAsync(new DataPart.Item(node, item), ct);
            if (page.IsComplete || page.Items.Count == 0)
                return;
            query = query with { After = page.Items[^1].Id };
        }
    }

    private async Task ExportRoomsAsync(string domain, CancellationToken ct)
    {
        string? after = null;
        do
        {
            var page = await stores.Rooms.ListAsync(domain, after, Page, onlyListed: false, ct);
            foreach (var listed in page)
                await ExportRoomAsync(listed.Jid, ct);
            after = page.Count < Page ? null : page[^1].Jid.ToString();
        }
        while (after is not null);
    }

    private async Task ExportRoomAsync(Jid jid, CancellationToken ct)
    {
        if (await stores.Rooms.FindAsync(jid, ct) is not { } room
            || !await sink.BeginAsync(new DataOwner(DataOwnerKind.Room, jid), ct))
        {
            return;
        }
        await sink.AddAsync(
            new DataPart.RoomSettings(
                room.Room, [.. room.Affiliations.OrderBy(p => p.Jid.ToString(), StringComparer.Ordinal)])
            {
                Wearers = [.. room.Wearers.OrderBy(w => w.Account.ToString(), StringComparer.Ordinal)],
            },
            ct);
        await ExportArchiveAsync(jid, ct);
        await sink.EndAsync(ct);
        Done(jid);
    }

    private async Task ExportServiceAsync(Jid service, CancellationToken ct)
    {
        if ((await stores.PubSub.ListAsync(service, null, 1, ct)).Count == 0
            || !await sink.BeginAsync(new DataOwner(DataOwnerKind.NodeService, service), ct))
        {
            return;
        }
        await ForEachNodeAsync(service, async name =>
        {
            if (await stores.PubSub.FindAsync(service, name, ct) is { } node)
                await ExportNodeAsync(node, ct);
        }, ct);
        await ForEachNodeAsync(service, name => ExportItemsAsync(service, name, ct), ct);
        await sink.EndAsync(ct);
        Done(service);
    }

    private async Task ForEachNodeAsync(Jid service, Func<string, Task> each, CancellationToken ct)
    {
        string? after = null;
        do
        {
            var page = await stores.PubSub.ListAsync(service, after, Page, ct);
            foreach (var node in page)
                await each(node.Name);
            after = page.Count < Page ? null : page[^1].Name;
        }
        while (after is not null);
    }
}
