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

    public async Task RetractAsync(Jid account, Message retraction, string retracted, CancellationToken ct)
    {
        long? found = null;
        IReadOnlyList<OfflineMessage> page;
        for (var last = 0L; (page = await store.ReadAsync(account, last, PageSize, ct)).Count > 0; last = page[^1].Id)
        {
            foreach (var waiting in page)
            {
                if (MayHave(waiting.Stanza, retracted) && StoredStanza.TryRead(waiting.Stanza, out var stanza)
                    && stanza is Message message && ArchiveRetractions.IsBy(message, retraction, retracted))
                {
                    found = waiting.Id; // the newest, as in the archive
                }
            }
        }
        if (found is { } id)
            await store.RemoveAsync(account, [id], ct);
    }

    // Most stanzas need not be read: an id of letters and digits stands in it as it is.
    private static bool MayHave(byte[] stanza, string id) =>
        !id.All(char.IsAsciiLetterOrDigit) || stanza.AsSpan().IndexOf(Encoding.ASCII.GetBytes(id)) >= 0;
}
