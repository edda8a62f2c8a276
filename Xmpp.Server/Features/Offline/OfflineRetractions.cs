using System.Buffers;
using System.Text;
using Xmpp.Server.Features.Archive;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Offline;

namespace Xmpp.Server.Features.Offline;

/// <summary>
/// A message that its author takes back while it waits is not delivered any more (XEP-0424 §5); the retraction itself is, as
/// other devices may have the message.
/// </summary>
internal sealed class OfflineRetractions(IOfflineStore store)
{
    private const int PageSize = 100;

    /// <summary>So many of the newest messages are looked at.</summary>
    internal const int MaxSearched = 1000;

    // Written in an attribute as they are.
    private static readonly SearchValues<char> s_plain = SearchValues.Create(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~:/?#[]@!$()*+,;=%^|{}`\\");

    public async Task RetractAsync(Jid account, Message retraction, string retracted, CancellationToken ct)
    {
        var before = long.MaxValue;
        for (var searched = 0; searched < MaxSearched; searched += PageSize)
        {
            var page = await store.ReadNewestAsync(account, before, PageSize, ct);
            foreach (var waiting in page)
            {
                if (MayHave(waiting.Stanza, retracted) && StoredStanza.TryRead(waiting.Stanza, out var stanza)
                    && stanza is Message message && ArchiveRetractions.IsBy(message, retraction, retracted))
                {
                    await store.RemoveAsync(account, [waiting.Id], ct); // the newest, as in the archive
                    return;
                }
            }
            if (page.Count < PageSize)
                return;
            before = page[^1].Id;
        }
    }

    /// <summary>Most stanzas need not be read: an id of characters that need no escape stands in one as it is.</summary>
    internal static bool MayHave(byte[] stanza, string id) =>
        id.AsSpan().ContainsAnyExcept(s_plain) || stanza.AsSpan().IndexOf(Encoding.ASCII.GetBytes(id)) >= 0;
}
