using System.Collections.Immutable;
using System.Text;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Archive;

namespace Xmpp.Server.Features.Archive;

/// <summary>Reads a query and its form; whatever cannot be understood is refused (cases MAM-04, MAM-11).</summary>
internal sealed class ArchiveRequestReader(ArchiveIds ids, ArchiveOptions options)
{
    /// <summary>About what a result has around its message.</summary>
    private const int ResultBytes = 400;

    /// <summary>Null and the request, or the error.</summary>
    /// <param name="owner">The number that stands for the account.</param>
    public StanzaError? Read(XElement element, long owner, out ArchiveRequest? request)
    {
        request = null;
        if (element.Attribute(ArchiveNames.Node) is not null)
            return StanzaError.FeatureNotImplemented; // §6.1.3: of PubSub archives
        if (ArchiveForm.Read(element, options.FullText, out var form) is { } error)
            return error;
        if (!ResultSetRequest.TryRead(element.Element(ResultSetNames.Set), out var page))
            return StanzaError.BadRequest;
        // XEP-0059 §2.6: a position would have to be counted. §4.3.2: both at once have no meaning.
        if (page.Index is not null)
            return StanzaError.FeatureNotImplemented;
        if (page is { After: not null, Before.Length: > 0 })
            return StanzaError.BadRequest;
        var queryId = (string?)element.Attribute(ArchiveNames.QueryId);
        var query = new ArchiveQuery
        {
            IsFromEnd = page.Before is not null,
            MaxMessages = Math.Min(page.Max ?? options.PageSize, options.PageSize),
            MaxBytes = options.PageBytes,
            BytesPerMessage = ResultBytes + Encoding.UTF8.GetByteCount(queryId ?? ""),
        };
        error = ReadFilters(form, ref query) ?? ReadMarks(form, page, owner, ref query);
        if (error is not null)
            return error;
        SearchTerms? terms = null;
        // XEP-0431 §2.2: an empty field is no search.
        if (form?.Value(ArchiveNames.FullTextField) is { Length: > 0 } text && (terms = SearchTerms.Read(text)) is null)
            return StanzaError.BadRequest;
        request = new ArchiveRequest(
            query, queryId, element.Element(ArchiveNames.FlipPage) is not null, page.Max == 0, terms);
        return null;
    }

    private static StanzaError? ReadFilters(DataForm? form, ref ArchiveQuery query)
    {
        if (form is null)
            return null;
        if (form.Value(ArchiveNames.With) is { } with)
        {
            if (!Jid.TryParse(with, out var jid))
                return StanzaError.JidMalformed;
            query = query with { With = jid };
        }
        if (form.Value(ArchiveNames.StartField) is { } start)
        {
            if (!XmppDateTime.TryParse(start, out var time))
                return StanzaError.BadRequest;
            // §4.1.2: equal or later; what lies between two ids belongs to the later one.
            var id = ArchiveTime.ToId(time);
            query = query with { First = ArchiveTime.FromId(id) < time ? id + 1 : id };
        }
        if (form.Value(ArchiveNames.EndField) is { } end)
        {
            if (!XmppDateTime.TryParse(end, out var time))
                return StanzaError.BadRequest;
            query = query with { Last = ArchiveTime.ToId(time) };
        }
        return form.Field(ArchiveNames.IncludeGroupChat) is not null && form.Boolean(ArchiveNames.IncludeGroupChat) is null
            ? StanzaError.BadRequest // §4.1.4: there is no groupchat in here, so both answers are the same
            : null;
    }

    // §4.1.3, §4.3.2: they mark positions, and must be in the archive whether or not they match the filters.
    private StanzaError? ReadMarks(DataForm? form, ResultSetRequest page, long owner, ref ArchiveQuery query)
    {
        var marks = ImmutableArray.CreateBuilder<long>();
        foreach (var after in (string?[])[page.After, form?.Value(ArchiveNames.AfterId)])
        {
            if (after is null)
                continue;
            if (!ids.TryRead(after, owner, out var id))
                return StanzaError.ItemNotFound;
            marks.Add(id);
            query = query with { First = Math.Max(query.First, id + 1) };
        }
        // XEP-0059 §2.5: an empty one is the end.
        foreach (var before in (string?[])[page.Before is "" ? null : page.Before, form?.Value(ArchiveNames.BeforeId)])
        {
            if (before is null)
                continue;
            if (!ids.TryRead(before, owner, out var id))
                return StanzaError.ItemNotFound;
            marks.Add(id);
            query = query with { Last = Math.Min(query.Last, id - 1) };
        }
        if (form?.Field(ArchiveNames.Ids) is { } picked)
        {
            var wanted = ImmutableArray.CreateBuilder<long>(picked.Values.Length);
            foreach (var text in picked.Values)
            {
                if (!ids.TryRead(text, owner, out var id))
                    return StanzaError.ItemNotFound;
                wanted.Add(id);
            }
            marks.AddRange(wanted);
            query = query with { Ids = wanted.ToImmutable() };
        }
        query = query with { Marks = marks.ToImmutable() };
        return null;
    }
}
