using System.Xml.Linq;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Services.Muc;

/// <summary>Answers searches for rooms (XEP-0433 §4.2).</summary>
internal sealed class ChannelSearches(ChannelCatalog catalog, int pageSize)
{
    /// <param name="search">The payload: empty for the form, or with one that is submitted.</param>
    /// <param name="domain">The service that was asked.</param>
    public async ValueTask<IqReply> AnswerAsync(XElement search, string domain, CancellationToken ct)
    {
        if (search.Element(DataFormNames.X) is not { } x)
            return IqReply.Result(new XElement(ChannelSearch.Search, ChannelSearch.Form().ToElement()));
        if (!DataForm.TryRead(x, DataFormLimits.Default, out var form)
            || !ResultSetRequest.TryRead(search.Element(ResultSetNames.Set), out var page))
        {
            return StanzaError.BadRequest;
        }
        if (page.Before is not null || page.Index is not null)
            return StanzaError.FeatureNotImplemented;
        if (ChannelSearch.Read(form, out var wanted) is { } refusal)
            return refusal;
        var found = (await catalog.OfAsync(domain, ct)).Where(wanted!.Matches);
        var ordered = (wanted.ByOccupants ? found.OrderByDescending(room => room.Occupants) : found).ToList();
        if (!TryFindStart(ordered, page.After, wanted.ByOccupants, out var start))
            return StanzaError.ItemNotFound; // XEP-0059 §2.2
        var shown = ordered.Skip(start).Take(Math.Min(page.Max ?? pageSize, pageSize)).ToList();
        var set = new ResultSet(
            shown.Count == 0 ? null : shown[0].Jid.ToString(), shown.Count == 0 ? null : shown[^1].Jid.ToString(), ordered.Count);
        return IqReply.Result(new XElement(
            ChannelSearch.Ns + "result", shown.Select(room => room.ToElement()), set.ToElement()));
    }

    // By address nothing is missed when a room goes between two pages; by occupants that is nobody's promise (§6.1).
    private static bool TryFindStart(List<FoundRoom> ordered, string? after, bool byOccupants, out int start)
    {
        start = 0;
        if (after is null)
            return true;
        start = 1 + (byOccupants
            ? ordered.FindIndex(room => room.Jid.ToString() == after)
            : ordered.FindLastIndex(room => string.CompareOrdinal(room.Jid.ToString(), after) <= 0));
        return start > 0 || !byOccupants;
    }
}
