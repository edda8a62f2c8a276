using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Disco;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>What the service itself answers (XEP-0045 §6.2, §6.3; XEP-0059, XEP-0433): which rooms anybody may find.</summary>
internal sealed class RoomDirectory(RoomDelivery delivery, IRoomStore store, ChannelSearches searches, RoomOptions options)
{
    /// <summary>The rooms in memory, which the store knows only in part.</summary>
    public Func<IEnumerable<RoomState>> Loaded { get; set; } = static () => [];

    public async ValueTask<StanzaError?> HandleAsync(Stanza stanza, Jid from, Jid to, CancellationToken ct)
    {
        if (stanza is not Iq { IsRequest: true } iq)
            return stanza is Message ? StanzaError.ServiceUnavailable : null;
        if (iq.Payload is not { } payload)
            return StanzaError.BadRequest;
        if (!to.IsBare || iq.Type != IqType.Get)
            return StanzaError.ServiceUnavailable;
        var reply = payload.Name == RoomPings.Ping ? IqReply.Done : await ReplyAsync(payload, to.Domain, ct);
        if (reply.Error is { } error)
            return error;
        await delivery.SendAsync([RoomStanzas.Result(iq, from, reply.Payload)], ct);
        return null;
    }

    private async ValueTask<IqReply> ReplyAsync(XElement payload, string domain, CancellationToken ct)
    {
        if (payload.Name == ChannelSearch.Search)
            return await searches.AnswerAsync(payload, domain, ct);
        if (!string.IsNullOrEmpty((string?)payload.Attribute("node")))
            return StanzaError.ItemNotFound;
        if (payload.Name == DiscoNames.InfoQuery)
            return IqReply.Result(Info());
        if (payload.Name != DiscoNames.ItemsQuery)
            return StanzaError.ServiceUnavailable;
        if (!ResultSetRequest.TryRead(payload.Element(ResultSetNames.Set), out var page))
            return StanzaError.BadRequest;
        return page.Before is not null || page.Index is not null
            ? StanzaError.FeatureNotImplemented
            : IqReply.Result(await ItemsAsync(domain, page, ct));
    }

    // §6.3. Temporary rooms are in memory only; of the others the store has what is in force.
    private async Task<XElement> ItemsAsync(string domain, ResultSetRequest page, CancellationToken ct)
    {
        var max = Math.Min(page.Max ?? options.PageSize, options.PageSize);
        var stored = await store.ListAsync(domain, page.After, max + 1, onlyListed: true, ct);
        var temporary = Loaded()
            .Where(room => room is { Exists: true, IsLocked: false, Configuration: { IsPublic: true, IsPersistent: false } }
                && room.Jid.Domain == domain
                && string.CompareOrdinal(room.Jid.ToString(), page.After ?? "") > 0)
            .Select(room => new ListedRoom(room.Jid, room.Configuration.Name, true));
        var rooms = stored.Concat(temporary).OrderBy(room => room.Jid.ToString(), StringComparer.Ordinal).Take(max + 1).ToList();
        var items = new XElement(DiscoNames.ItemsQuery);
        foreach (var room in rooms.Take(max))
        {
            items.Add(new XElement(
                DiscoNames.Item,
                new XAttribute("jid", room.Jid.ToString()),
                new XAttribute("name", room.Name.Length > 0 ? room.Name : room.Jid.Local ?? "")));
        }
        // §6.3: who is given only a part is told so; who asked for a part is told which one it is.
        if (rooms.Count > max || page != ResultSetRequest.None)
        {
            var shown = rooms.Take(max).ToList();
            items.Add(new ResultSet(
                shown.Count == 0 ? null : shown[0].Jid.ToString(), shown.Count == 0 ? null : shown[^1].Jid.ToString()).ToElement());
        }
        return items;
    }

    private static XElement Info()
    {
        var info = new XElement(DiscoNames.InfoQuery, RoomDisco.Identity("Group chat"));
        string[] own = ["muc_rooms", ResultSetNames.Ns.NamespaceName, RoomPings.Ping.NamespaceName, RoomCard.Name.NamespaceName, ChannelSearch.Ns.NamespaceName];
        foreach (var feature in RoomDisco.CommonFeatures.Concat(own))
            info.Add(new XElement(DiscoNames.Feature, new XAttribute("var", feature)));
        return info;
    }
}
