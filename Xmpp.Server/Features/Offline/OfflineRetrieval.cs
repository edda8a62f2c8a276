using System.Collections.Concurrent;
using System.Globalization;
using System.Xml.Linq;
using Xmpp.Server.Features.Disco;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Offline;

namespace Xmpp.Server.Features.Offline;

/// <summary>
/// XEP-0013: a client looks at what waits, takes what it wants and removes what it has. From its first request on nothing of
/// it comes by itself in that session (§2.2).
/// </summary>
internal sealed class OfflineRetrieval(
    IOfflineStore store, ISessionDirectory directory, OfflineSessions sessions, IBlockLists blockLists,
    BackgroundWork background) : IFeature
{
    private const int PageSize = 100;

    /// <summary>Messages that one request may name.</summary>
    private const int MaxItems = 1000;

    /// <summary>Sessions to which messages are sent as they read: one request at a time, as each holds a page.</summary>
    private readonly ConcurrentDictionary<long, Jid> _sending = new();

    private delegate IAsyncEnumerable<(long Id, Stanza Stanza, DateTimeOffset ReceivedAt)> Source(long after, CancellationToken ct);

    public IReadOnlyList<XepReference> Specs => [new(13, "1.3", "Flexible Offline Message Retrieval")];

    public void Register(FeatureRegistry registry)
    {
        registry.Disco(IqTarget.Server, OfflineNames.Ns.NamespaceName); // §2.1
        registry.OwnNodes.Add(OfflineNames.Ns.NamespaceName, new OwnNode(InfoAsync, ItemsAsync));
        registry.IqGet(IqTarget.Account, OfflineNames.Offline, ReadAsync, IqAccess.Anyone);
        registry.IqSet(IqTarget.Account, OfflineNames.Offline, RemoveAsync, IqAccess.Anyone);
    }

    // §2.2: how many wait.
    private async ValueTask<IqReply> InfoAsync(IqRequest iq, CancellationToken ct)
    {
        if (!iq.IsFromOwner)
            return StanzaError.Forbidden;
        sessions.Retrieve(iq.Sender);
        var count = await store.CountAsync(iq.Target, ct);
        var form = DataForm.Create(
            DataFormType.Result, OfflineNames.Ns.NamespaceName,
            [new DataFormField(OfflineNames.MessageCount, null, count.ToString(CultureInfo.InvariantCulture))]);
        return IqReply.Result(new XElement(
            DiscoNames.InfoQuery, new XAttribute(OfflineNames.Node, OfflineNames.Ns.NamespaceName),
            new XElement(DiscoNames.Identity, new XAttribute("category", "automation"), new XAttribute("type", "message-list")),
            new XElement(DiscoNames.Feature, new XAttribute("var", OfflineNames.Ns.NamespaceName)),
            form.ToElement()));
    }

    // §2.3: from whom they are.
    private async ValueTask<IqReply> ItemsAsync(IqRequest iq, CancellationToken ct)
    {
        if (!iq.IsFromOwner)
            return StanzaError.Forbidden;
        sessions.Retrieve(iq.Sender);
        var items = new XElement(DiscoNames.ItemsQuery, new XAttribute(OfflineNames.Node, OfflineNames.Ns.NamespaceName));
        await foreach (var (id, stanza, _) in AllAsync(iq.Target, 0, ct))
        {
            items.Add(new XElement(
                DiscoNames.Item,
                new XAttribute("jid", iq.Target), new XAttribute(OfflineNames.Node, OfflineNodes.Write(id)),
                new XAttribute("name", stanza.From?.ToString() ?? iq.Target.Domain)));
        }
        return IqReply.Result(items);
    }

    // §2.4, §2.6: they stay until they are removed.
    private async ValueTask<IqReply> ReadAsync(IqRequest iq, CancellationToken ct)
    {
        if (!iq.IsFromOwner)
            return StanzaError.Forbidden;
        if (await FindAskerAsync(iq, ct) is not { } asker)
            return StanzaError.ServiceUnavailable;
        if (iq.Payload.Element(OfflineNames.Fetch) is not null)
        {
            sessions.Retrieve(iq.Sender);
            return await SendAllAsync(asker, iq.Target, (after, token) => AllAsync(iq.Target, after, token), ct);
        }
        if (!TryReadItems(iq.Payload, "view", out var ids))
            return StanzaError.BadRequest;
        var blocked = await blockLists.GetAsync(iq.Target, ct);
        var found = new List<(long, Stanza, DateTimeOffset)>();
        foreach (var waiting in await store.FindAsync(iq.Target, ids, ct))
        {
            if (ReadVisible(waiting, blocked) is { } stanza)
                found.Add((waiting.Id, stanza, waiting.ReceivedAt));
        }
        if (found.Count < ids.Count)
            return StanzaError.ItemNotFound;
        return await SendAllAsync(
            asker, iq.Target, (after, _) => found.SkipWhile(message => message.Item1 <= after).ToAsyncEnumerable(), ct);
    }

    // §2.5, §2.7
    private async ValueTask<IqReply> RemoveAsync(IqRequest iq, CancellationToken ct)
    {
        if (!iq.IsFromOwner)
            return StanzaError.Forbidden;
        if (iq.Payload.Element(OfflineNames.Purge) is not null)
        {
            await store.DeleteAllAsync(iq.Target, ct);
            return IqReply.Done;
        }
        if (!TryReadItems(iq.Payload, "remove", out var ids))
            return StanzaError.BadRequest;
        return await store.RemoveAsync(iq.Target, ids, ct) ? IqReply.Done : StanzaError.ItemNotFound;
    }

    // What its account has blocked since is not there for it (XEP-0191 §3.3).
    private async IAsyncEnumerable<(long Id, Stanza Stanza, DateTimeOffset ReceivedAt)> AllAsync(
        Jid account, long after, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var blocked = await blockLists.GetAsync(account, ct);
        IReadOnlyList<OfflineMessage> page;
        for (var last = after; (page = await store.ReadAsync(account, last, PageSize, ct)).Count > 0; last = page[^1].Id)
        {
            foreach (var waiting in page)
            {
                if (ReadVisible(waiting, blocked) is { } stanza)
                    yield return (waiting.Id, stanza, waiting.ReceivedAt);
            }
        }
    }

    private static Stanza? ReadVisible(OfflineMessage waiting, BlockList blocked) =>
        !StoredStanza.TryRead(waiting.Stanza, out var stanza)
            ? throw new InvalidDataException("A stored message cannot be read.")
            : stanza.From is { } sender && blocked.Blocks(sender) ? null : stanza;

    // As much as there is room for at once, and the rest as the client reads, with the answer behind it: its acknowledgements
    // must be heard meanwhile, so its stream does not wait.
    private async ValueTask<IqReply> SendAllAsync(Resource asker, Jid account, Source source, CancellationToken ct)
    {
        if (!_sending.TryAdd(asker.SessionId, account))
            return StanzaError.ResourceConstraint;
        long? left = null;
        try
        {
            left = await SendAsync(asker, account, source, after: 0, waits: false, ct);
        }
        finally
        {
            if (left is null)
                _sending.TryRemove(asker.SessionId, out _);
        }
        if (left is not { } after)
            return IqReply.Done;
        return IqReply.Later(answer => background.Run("offline messages that were asked for", async stopping =>
        {
            IqReply reply = StanzaError.InternalServerError;
            try
            {
                await SendAsync(asker, account, source, after, waits: true, stopping);
                reply = IqReply.Done;
            }
            finally
            {
                _sending.TryRemove(asker.SessionId, out _);
                answer(reply);
            }
        }));
    }

    /// <summary>Sends those behind <paramref name="after"/>; gives the last that was sent if there is no room for more now.</summary>
    private async ValueTask<long?> SendAsync(
        Resource asker, Jid account, Source source, long after, bool waits, CancellationToken ct)
    {
        await foreach (var message in source(after, ct))
        {
            while (directory.RoomAsync(asker) is { } room)
            {
                if (!waits)
                    return after;
                await room.WaitAsync(ct);
            }
            if (!await SendAsync(asker, account, message, ct))
                break; // nobody is left to hear of it
            after = message.Id;
        }
        return null;
    }

    private async ValueTask<bool> SendAsync(
        Resource asker, Jid account, (long Id, Stanza Stanza, DateTimeOffset ReceivedAt) message, CancellationToken ct)
    {
        var host = Jid.Parse(account.Domain);
        // A sender's own word for it would name another message, to be removed in this one's place.
        var stanza = message.Stanza.Without(child => child.Name == OfflineNames.Offline);
        if (!Delay.Has(stanza, host))
            stanza = stanza.WithChild(Delay.ToElement(message.ReceivedAt, host));
        stanza = stanza.WithChild(new XElement(
            OfflineNames.Offline,
            new XElement(OfflineNames.Item, new XAttribute(OfflineNames.Node, OfflineNodes.Write(message.Id)))));
        return await directory.DeliverAsync(asker, new OutboundStanza(stanza), ct) == HandOver.Taken;
    }

    private async ValueTask<Resource?> FindAskerAsync(IqRequest iq, CancellationToken ct)
    {
        foreach (var resource in await directory.FindAsync(iq.Target, ct))
        {
            if (resource.FullJid == iq.Sender)
                return resource;
        }
        return null;
    }

    private static bool TryReadItems(XElement payload, string action, out IReadOnlyList<long> ids)
    {
        var read = new HashSet<long>();
        ids = [];
        foreach (var child in payload.Elements())
        {
            if (child.Name != OfflineNames.Item || (string?)child.Attribute(OfflineNames.Action) != action || read.Count >= MaxItems)
                return false;
            // One that names no message is -1, which is none's: not found.
            read.Add(OfflineNodes.TryRead((string?)child.Attribute(OfflineNames.Node), out var id) ? id : -1);
        }
        ids = [.. read.Order()];
        return read.Count > 0;
    }
}
