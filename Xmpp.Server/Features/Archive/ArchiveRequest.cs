using Xmpp.Storage.Archive;

namespace Xmpp.Server.Features.Archive;

/// <summary>A query as it was asked (XEP-0313 §4).</summary>
/// <param name="Query">Which messages.</param>
/// <param name="QueryId">To be repeated on each result, or null.</param>
/// <param name="IsFlipped">The page is to be sent from its end (§4.3.4).</param>
/// <param name="IsCount">Only the number of messages is asked for (XEP-0059 §2.7).</param>
/// <param name="Terms">The words that are searched for (XEP-0431), or null.</param>
internal sealed record ArchiveRequest(ArchiveQuery Query, string? QueryId, bool IsFlipped, bool IsCount, SearchTerms? Terms);
