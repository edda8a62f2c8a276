using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Stanzas.Core;
using Xmpp.Storage;
using Xmpp.Storage.SavedSessions;

namespace Xmpp.Server.StreamManagement;

/// <summary>
/// Takes resumable sessions over an orderly restart (XEP-0198 §5): kept when the server stops, back in the directory when
/// it starts, and resumed as if nothing had been.
/// </summary>
internal sealed partial class SessionKeeper(
    ISavedSessionStore store, ResumableSessions resumable, SessionDirectory directory, AccountCaches caches, SessionEnds ends,
    ServerOptions options, WireLog wireLog, ServerMetrics metrics, BackgroundWork background, TimeProvider time,
    ILogger<SessionKeeper> logger)
{
    private readonly List<(Session Session, SavedSession Saved)> _kept = [];
    private readonly ConcurrentDictionary<Session, KeptUntilTaken> _restored = new();

    /// <summary>Keeps every session that may be resumed; durable when it completes, unless the log says otherwise.</summary>
    public async Task SaveAllAsync(CancellationToken ct)
    {
        var keys = new Dictionary<Delivery, string>();
        var writes = new List<Task>();
        foreach (var session in resumable.All)
        {
            if (session.Management is not { } management || directory.FindResource(session) is not { } resource)
                continue;
            var (acknowledged, waiting) = session.Freeze();
            var record = new SessionRecord(resource, management.ResumeTimeout, management.Handled, acknowledged, waiting);
            var saved = new SavedSession(
                session.Account, management.Id, time.GetUtcNow() + management.ResumeTimeout, StoredElement.Write(record.ToElement(keys)));
            _kept.Add((session, saved));
            if (_restored.TryGetValue(session, out var earlier))
                earlier.LetGo();
            writes.Add(store.SaveAsync(saved, ct));
        }
        try
        {
            await Task.WhenAll(writes);
        }
        catch (StorageException e)
        {
            LogNotSaved(e); // the stop goes on; whoever wanted to resume binds anew
            metrics.StanzasLost(
                StanzaLoss.Stopped,
                keys.Keys.Count(d => !d.IsKept && d.Context is { Stanza: Message { IsError: false }, Mark: null }));
            return;
        }
        // What another store kept as well is now kept here.
        foreach (var delivery in keys.Keys)
        {
            delivery.Context.Mark?.Settle();
            if (delivery.IsKept)
                delivery.Taken();
        }
        if (writes.Count > 0)
            LogSaved(writes.Count);
    }

    /// <summary>
    /// When nothing is handled any more: a session that was to get a message since it was kept cannot be resumed. Its client
    /// would not look for that in the archive; so it binds, and what the session had not acknowledged goes on as at its end.
    /// </summary>
    public async Task EndMissedAsync(CancellationToken ct)
    {
        try
        {
            await Task.WhenAll(_kept.Where(kept => kept.Session.HasMissed).Select(kept =>
                store.EndAsync(kept.Saved.Account, kept.Saved.Id, ct)));
        }
        catch (StorageException e)
        {
            LogNotSaved(e);
        }
    }

    /// <summary>Brings back what was kept and is not over yet.</summary>
    public async Task RestoreAllAsync(CancellationToken ct)
    {
        var deliveries = new Dictionary<string, Delivery>(StringComparer.Ordinal);
        var count = 0;
        foreach (var saved in (await store.LoadAllAsync(ct)).OrderByDescending(s => s.ExpiresAt))
        {
            await RestoreAsync(saved, deliveries, ct);
            count++;
        }
        if (count > 0)
            LogRestored(count);
    }

    /// <summary>A kept session was resumed; a later start must not bring it back, but what has not arrived by then.</summary>
    public Task ResumedAsync(Session session, CancellationToken ct) =>
        _restored.TryGetValue(session, out var kept) ? kept.OverAsync(ct) : Task.CompletedTask;

    /// <summary>A kept session is over, and what it had went elsewhere, perhaps only as far as another session of the account.</summary>
    public Task EndedAsync(Session session, CancellationToken ct) =>
        _restored.TryRemove(session, out var kept) ? kept.OverAsync(ct) : Task.CompletedTask;

    private async Task RestoreAsync(SavedSession saved, Dictionary<string, Delivery> deliveries, CancellationToken ct)
    {
        var record = SessionRecord.Read(StoredElement.Read(saved.Session), deliveries);
        var limits = options.Limits;
        var management = ManagedStream.Restored(
            saved.Id, record.ResumeTimeout, record.Handled, record.Acknowledged, record.Waiting,
            options.Features.StreamManagement, time);
        var session = new Session(
            Session.NewId(), record.Resource.FullJid, null, new Outbox(limits.OutboxStanzas, limits.OutboxBytes), wireLog,
            metrics, options.Features.ClientState, time)
        {
            BeginEnd = ends.Begin,
        };
        session.Manage(management);
        await caches.PinAsync(session.Account, ct);
        _restored[session] = Keep(saved, record);
        metrics.SessionOpened();
        if (!directory.TryAdd(session, record.Resource with { SessionId = session.Id }, int.MaxValue, out _))
        {
            ends.Begin(session); // a later one has its address: what this one had goes on
            return;
        }
        metrics.HibernationBegan();
        var left = saved.ExpiresAt - time.GetUtcNow();
        if (left > TimeSpan.Zero)
            resumable.Add(session, management);
        resumable.WaitFor(session, left > TimeSpan.Zero ? left : TimeSpan.Zero); // at once over: its end is told as any
    }

    private KeptUntilTaken Keep(SavedSession saved, SessionRecord record)
    {
        var kept = new KeptUntilTaken(store, saved, background);
        foreach (var waiting in record.Waiting)
        {
            if (waiting is { Stanza: Message, Delivery: { IsTaken: false, Context: var context } })
                ((KeptUntilTaken.Mark)(context.Mark ??= new KeptUntilTaken.Mark())).Add(kept);
        }
        return kept;
    }

    [LoggerMessage(Level = LogLevel.Information, EventName = "sessions-kept",
        Message = "sessions kept for resumption count={Count}")]
    private partial void LogSaved(int count);

    [LoggerMessage(Level = LogLevel.Error, EventName = "sessions-not-kept",
        Message = "sessions could not be kept for resumption")]
    private partial void LogNotSaved(StorageException e);

    [LoggerMessage(Level = LogLevel.Information, EventName = "sessions-restored",
        Message = "sessions restored for resumption count={Count}")]
    private partial void LogRestored(int count);
}
