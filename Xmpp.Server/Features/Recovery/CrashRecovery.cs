using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Archive;
using Xmpp.Server.Features.Offline;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Payloads;
using Xmpp.Storage.Archive;
using Xmpp.Storage.DeliveryMarks;
using Xmpp.Storage.Offline;

namespace Xmpp.Server.Features.Recovery;

/// <summary>
/// Messages that were acknowledged and archived, and on their way to a client when the server was killed: they are
/// stored for the account as if nobody had been there (XEP-0160). So they reach clients that do not read the archive,
/// too; one that does has them under the same id twice at most.
/// </summary>
internal sealed partial class CrashRecovery(
    DeliveryMarks marks, IDeliveryMarkStore store, IArchiveStore archive, ArchiveIds ids, IOfflineStore offline,
    OfflineOptions options,
    ILogger<CrashRecovery> logger)
{
    private const int PageSize = 100;

    private readonly ConcurrentDictionary<Jid, Task> _accounts = new();

    /// <summary>
    /// Looks after an account before anything else happens to its messages in this run of the server; the next times it
    /// has nothing to do.
    /// </summary>
    public ValueTask EnsureAsync(Jid account, CancellationToken ct)
    {
        if (_accounts.TryGetValue(account, out var begun))
            return begun.IsCompletedSuccessfully ? default : new ValueTask(begun);
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _accounts.TryAdd(account, mine.Task) ? new ValueTask(BeginAsync(account, mine, ct)) : EnsureAsync(account, ct);
    }

    /// <summary>An archived message goes on its way to this account.</summary>
    public DeliveryMark Open(Jid account, long id) => marks.Open(account, id);

    private async Task BeginAsync(Jid account, TaskCompletionSource mine, CancellationToken ct)
    {
        try
        {
            await RecoverAsync(account, ct);
            mine.SetResult();
        }
        catch (Exception e)
        {
            _accounts.TryRemove(account, out _); // the next one tries again
            mine.SetException(e);
            throw;
        }
    }

    private async Task RecoverAsync(Jid account, CancellationToken ct)
    {
        var last = (await archive.FindEndsAsync(account, ct))?.Last ?? 0;
        if (await store.FindAsync(account, ct) is not { } settled)
        {
            // There must be a mark before the first message is under way, or a crash would leave none.
            await store.SetAsync([(account, last)], ct);
            return;
        }
        if (settled >= last)
            return;
        var count = 0;
        for (var isComplete = false; !isComplete;)
        {
            var page = await archive.ReadAsync(
                account, new ArchiveQuery { First = settled + 1, Last = last, MaxMessages = PageSize }, ct);
            foreach (var message in page?.Messages ?? [])
            {
                settled = message.Id;
                if (await StoreAsync(account, message, ct))
                    count++;
            }
            isComplete = page is not { IsComplete: false };
        }
        await store.SetAsync([(account, last)], ct);
        if (count > 0)
            LogRecovered(account, count);
    }

    private async Task<bool> StoreAsync(Jid account, ArchivedMessage archived, CancellationToken ct)
    {
        if (!StoredStanza.TryRead(archived.Stanza, out var stanza) || stanza is not Message message
            || stanza.From is not { } from || (from.Bare == account && stanza.To?.Bare != account)
            || !OfflineRules.IsKept(message))
        {
            return false;
        }
        // XEP-0313 §3.5: with the id that it had on its way.
        if (await archive.FindOwnerAsync(account, ct) is { } owner)
            stanza = stanza.WithChild(StanzaIds.ToElement(ids.Write(archived.Id, owner.Key), account));
        var outcome = await offline.AddAsync(
            account, StoredStanza.Write(stanza), ArchiveTime.FromId(archived.Id), new OfflineQuota(options.MaxMessages, options.MaxBytes), ct);
        return outcome == OfflineOutcome.Stored; // else it is in the archive only
    }

    [LoggerMessage(Level = LogLevel.Information, EventName = "messages-recovered",
        Message = "messages under way at the last end of the server are stored account={Account} count={Count}")]
    private partial void LogRecovered(Jid account, int count);
}
