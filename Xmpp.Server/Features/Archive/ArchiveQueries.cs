using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Archive;

namespace Xmpp.Server.Features.Archive;

/// <summary>Answers queries (XEP-0313 §4, §5): the results go to the resource that asked, then the answer.</summary>
internal sealed class ArchiveQueries(
    IArchiveStore store, ArchiveSearch search, ArchiveIds ids, ISessionDirectory directory, ArchiveOptions options,
    ServerMetrics metrics)
{
    private readonly ArchiveRequestReader _reader = new(ids, options);
    private readonly ArchiveResults _results = new(ids);

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
            return await CountAsync(iq.Sender, iq.Target, request, ct);
        var (page, refused) = await search.ReadAsync(iq.Sender, iq.Target, request.Query, request.Terms, ct);
        if (page is null)
            return refused ?? StanzaError.ItemNotFound; // §4.1.3, §4.3.2
        await SendAsync(asker, iq.Target, owner, request, page, ct);
        return IqReply.Result(_results.Fin(page, owner));
    }

    /// <summary>§4.1.5: the fields.</summary>
    public ValueTask<IqReply> GetFormAsync(IqRequest iq, CancellationToken ct) => new(iq.IsFromOwner
        ? IqReply.Result(new XElement(ArchiveNames.Query, ArchiveForm.Write(options.FullText)))
        : StanzaError.Forbidden);

    /// <summary>§5: the two ends of the archive.</summary>
    public async ValueTask<IqReply> GetMetadataAsync(IqRequest iq, CancellationToken ct) => iq.IsFromOwner
        ? IqReply.Result(_results.Metadata(await store.FindEndsAsync(iq.Target, ct), ArchiveKeys.OfJid(iq.Target)))
        : StanzaError.Forbidden;

    private async ValueTask<IqReply> CountAsync(Jid asker, Jid account, ArchiveRequest request, CancellationToken ct)
    {
        var (count, refused) = await search.CountAsync(
            asker, account, request.Query, request.Terms, options.MaxCount + 1, ct);
        return refused is null ? IqReply.Result(ArchiveResults.Count(count, options.MaxCount)) : refused;
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
            var result = _results.Message(message, account, owner, asker.FullJid, request);
            if (await directory.DeliverAsync(asker, new OutboundStanza(result), ct) != HandOver.Taken)
                return; // nobody is left to hear of it
        }
        metrics.ArchiveReturned(count);
    }
}
