using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Archive;

namespace Xmpp.Server.Features.Archive;

/// <summary>Answers queries (XEP-0313 §4, §5): the results go to the resource that asked, then the answer.</summary>
internal sealed class ArchiveQueries(
    IArchiveStore store, ArchiveIds ids, ISessionDirectory directory, ArchiveOptions options, ServerMetrics metrics)
{
    private readonly ArchiveRequestReader _reader = new(ids, options);

    public async ValueTask<IqReply> QueryAsync(IqRequest iq, CancellationToken ct)
    {
        if (!iq.IsFromOwner)
            return StanzaError.Forbidden; // §8.1, whether or not there is such an account
        var owner = ArchiveKeys.OfJid(iq.Target);
        if (_reader.Read(iq.Payload, owner, out var request) is { } error)
            return error;
        if (request is null || await FindAskerAsync(iq, ct) is not { } asker)
            return StanzaError.ServiceUnavailable;
        if (request.IsCount)
            return await CountAsync(iq.Target, request.Query, ct);
        if (await store.ReadAsync(iq.Target, request.Query, ct) is not { } page)
            return StanzaError.ItemNotFound; // §4.1.3, §4.3.2
        await SendAsync(asker, iq.Target, owner, request, page, ct);
        return Fin(page.IsComplete, new ResultSet(
            page.Messages.Count == 0 ? null : ids.Write(page.Messages[0].Id, owner),
            page.Messages.Count == 0 ? null : ids.Write(page.Messages[^1].Id, owner)));
    }

    /// <summary>§4.1.5: the fields.</summary>
    public static ValueTask<IqReply> GetFormAsync(IqRequest iq, CancellationToken ct) => new(
        iq.IsFromOwner ? IqReply.Result(new XElement(ArchiveNames.Query, ArchiveForm.Write())) : StanzaError.Forbidden);

    /// <summary>§5: the two ends of the archive.</summary>
    public async ValueTask<IqReply> GetMetadataAsync(IqRequest iq, CancellationToken ct)
    {
        if (!iq.IsFromOwner)
            return StanzaError.Forbidden;
        var metadata = new XElement(ArchiveNames.Metadata);
        if (await store.FindEndsAsync(iq.Target, ct) is var (first, last))
        {
            var owner = ArchiveKeys.OfJid(iq.Target);
            metadata.Add(End(ArchiveNames.Start, first, owner), End(ArchiveNames.End, last, owner));
        }
        return IqReply.Result(metadata);
    }

    private XElement End(XName name, long id, long owner) => new(
        name,
        new XAttribute(XmppNames.Id, ids.Write(id, owner)),
        new XAttribute(ArchiveNames.Timestamp, XmppDateTime.FormatMicroseconds(ArchiveTime.FromId(id))));

    // XEP-0059 §2.7. Beyond the limit it would be a matter of luck how long counting takes, so it is left out.
    private async ValueTask<IqReply> CountAsync(Jid account, ArchiveQuery query, CancellationToken ct)
    {
        if (await store.CountAsync(account, query, options.MaxCount + 1, ct) is not { } count)
            return StanzaError.ItemNotFound;
        return Fin(count == 0, new ResultSet(null, null, count <= options.MaxCount ? count : null));
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

    private async ValueTask SendAsync(
        Resource asker, Jid account, long owner, ArchiveRequest request, ArchivePage page, CancellationToken ct)
    {
        var count = page.Messages.Count;
        for (var i = 0; i < count; i++)
        {
            var message = page.Messages[request.IsFlipped ? count - 1 - i : i];
            var result = ToResult(message, account, owner, asker.FullJid, request);
            if (await directory.DeliverAsync(asker, new OutboundStanza(result), ct) != HandOver.Taken)
                return; // nobody is left to hear of it
        }
        metrics.ArchiveReturned(count);
    }

    private Stanza ToResult(ArchivedMessage message, Jid account, long owner, Jid to, ArchiveRequest request)
    {
        var result = new XElement(ArchiveNames.Result);
        if (request.QueryId is { } queryId)
            result.Add(new XAttribute(ArchiveNames.QueryId, queryId));
        result.Add(new XAttribute(XmppNames.Id, ids.Write(message.Id, owner)));
        // XEP-0297 §3.1. The stamp has all that the filters compare (cases MAM-11).
        result.Add(new XElement(
            Forwarded.Name,
            new XElement(
                Delay.Name,
                new XAttribute(
                    ArchiveNames.Stamp, XmppDateTime.FormatMicroseconds(ArchiveTime.FromId(message.Id)))),
            StoredElement.Read(message.Stanza)));
        return new Message(new XElement(XmppNames.Message, result), account, to, null, null, null)
            .WithSize(message.Stanza.Length + request.Query.BytesPerMessage);
    }

    private static IqReply Fin(bool isComplete, ResultSet set)
    {
        var fin = new XElement(ArchiveNames.Fin);
        if (isComplete)
            fin.Add(new XAttribute(ArchiveNames.Complete, "true")); // §4.3.2
        fin.Add(set.ToElement());
        return IqReply.Result(fin);
    }
}
