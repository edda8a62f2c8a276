using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Archive;
using Xmpp.Server.Observability;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Archive;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Services.Muc;

/// <summary>Queries of a room's archive (XEP-0313 §3.3.2, §6.1.2).</summary>
internal sealed class RoomQueries(
    IArchiveStore store, ArchiveSearch search, ArchiveIds ids, ArchiveOptions options, ServerMetrics metrics)
{
    private readonly ArchiveRequestReader _reader = new(ids, options);
    private readonly ArchiveResults _results = new(ids);

    public bool IsFor(XElement payload) =>
        options.Enabled && (payload.Name == ArchiveNames.Query || payload.Name == ArchiveNames.Metadata);

    /// <summary>True for one that may search for words (XEP-0431), which can take long.</summary>
    public bool IsSearch(Iq iq, XElement payload) =>
        options.FullText && iq.Type == IqType.Set && payload.Name == ArchiveNames.Query
        && payload.Descendants().Any(field => (string?)field.Attribute("var") == ArchiveNames.FullTextField);

    /// <param name="last">Where the archive ended when the room looked.</param>
    public async ValueTask<RoomOutcome> AnswerAsync(
        RoomState room, Iq iq, XElement payload, Jid from, long last, CancellationToken ct)
    {
        if (!room.Exists || (room.IsLocked && !room.IsMember(from)) || RoomDisco.IsConcealed(room, from))
            return RoomOutcome.Refused(room, StanzaError.ItemNotFound);
        if (!room.Configuration.IsArchived)
            return RoomOutcome.Refused(room, StanzaError.ServiceUnavailable);
        if (!MayRead(room, from))
            return RoomOutcome.Refused(room, StanzaError.Forbidden);
        if (iq.Type == IqType.Get && payload.Name == ArchiveNames.Query)
            return Answer(room, iq, from, new XElement(ArchiveNames.Query, ArchiveForm.Write(options.FullText)));
        if (payload.Name == ArchiveNames.Metadata)
        {
            return iq.Type == IqType.Get
                ? Answer(room, iq, from, _results.Metadata(await store.FindEndsAsync(room.Jid, ct), Owner(room)))
                : RoomOutcome.Refused(room, StanzaError.BadRequest);
        }
        return await QueryAsync(room, iq, payload, from, last, ct);
    }

    /// <summary>§6.1.2: who may come in. A password is asked for at the door only, so who is outside needs to belong.</summary>
    internal static bool MayRead(RoomState room, Jid from)
    {
        var affiliation = room.AffiliationOf(from);
        if (affiliation != Affiliation.None)
            return affiliation >= Affiliation.Member;
        return !room.Configuration.IsMembersOnly
            && (room.Configuration.Password.Length == 0 || room.Occupants.Of(from.Bare).Any());
    }

    private async ValueTask<RoomOutcome> QueryAsync(
        RoomState room, Iq iq, XElement payload, Jid from, long last, CancellationToken ct)
    {
        if (_reader.Read(payload, Owner(room), out var request) is { } error)
            return RoomOutcome.Refused(room, error);
        var query = request!.Query with { Last = Math.Min(request.Query.Last, last) };
        if (request.IsCount)
        {
            var (count, uncounted) = await search.CountAsync(from, room.Jid, query, request.Terms, options.MaxCount + 1, ct);
            return uncounted is null
                ? Answer(room, iq, from, ArchiveResults.Count(count, options.MaxCount))
                : RoomOutcome.Refused(room, uncounted);
        }
        var (page, refused) = await search.ReadAsync(from, room.Jid, query, request.Terms, ct);
        if (page is null)
            return RoomOutcome.Refused(room, refused ?? StanzaError.ItemNotFound);
        var showsJids = room.Configuration.IsNonAnonymous || room.AffiliationOf(from) >= Affiliation.Admin
            || room.Occupants.Find(from) is { Role: Role.Moderator };
        var sends = new List<RoomSend>(page.Messages.Count + 1);
        foreach (var message in request.IsFlipped ? page.Messages.Reverse() : page.Messages)
        {
            var result = _results.Message(message, room.Jid, Owner(room), from, request, showsJids ? null : WithoutJid);
            sends.Add(new RoomSend(result.WithTo(null), from));
        }
        metrics.ArchiveReturned(page.Messages.Count);
        sends.Add(RoomStanzas.Result(iq, from, _results.Fin(page, Owner(room))));
        return RoomOutcome.Done(room, sends);
    }

    private static void WithoutJid(XElement message) => message.Elements(MucNames.UserX).Remove();

    private static long Owner(RoomState room) => ArchiveKeys.OfJid(room.Jid);

    private static RoomOutcome Answer(RoomState room, Iq iq, Jid from, XElement payload) =>
        RoomOutcome.Done(room, RoomStanzas.Result(iq, from, payload));
}
