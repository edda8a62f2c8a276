using System.Collections.Concurrent;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.LastActivity;

/// <summary>Last activity as rows, behind what is noted and not written yet.</summary>
#pragma warning disable CA1001 // a semaphore whose wait handle nobody asks for has nothing to dispose of
public sealed class LastActivityStore(IStorageEngine engine) : ILastActivityStore
{
#pragma warning restore CA1001
    /// <summary>So many may wait: a bound for the memory when nobody flushes, or the database is away.</summary>
    internal const int MaxNotes = 1000;

    private readonly ConcurrentDictionary<Jid, LastSeen> _notes = new();

    // One at a time: an older time must not be written behind a newer one, nor a row behind its erasure.
    private readonly SemaphoreSlim _writing = new(1, 1);

    public string Name => "last activity";

    public async ValueTask<LastSeen?> FindAsync(Jid account, CancellationToken ct)
    {
        if (_notes.TryGetValue(account.Bare, out var noted))
            return noted;
        var row = await engine.ReadAsync(
            (session, token) => session.QueryFirstOrDefaultAsync<Row>(
                "SELECT seen_at AS SeenAt, status AS Status FROM last_activity WHERE owner = @Owner",
                new { Owner = account.Bare }, token),
            ct);
        return row is null ? null : new(DateTimeOffset.FromUnixTimeMilliseconds(row.SeenAt), row.Status);
    }

    public async ValueTask NoteAsync(Jid account, LastSeen seen, CancellationToken ct)
    {
        if (_notes.Count >= MaxNotes)
            await FlushAsync(ct);
        _notes[account.Bare] = seen;
    }

    public async Task FlushAsync(CancellationToken ct)
    {
        if (_notes.IsEmpty)
            return;
        await _writing.WaitAsync(ct);
        try
        {
            var notes = _notes.ToArray();
            if (notes.Length == 0)
                return;
            await engine.WriteAsync(
                async (session, token) =>
                {
                    await session.WriteRowsAsync(
                        "REPLACE INTO last_activity (owner, seen_at, status) VALUES", [.. notes.Select(RowOf)], token);
                    return true;
                },
                ct);
            // Readers look here first, so a note goes only when its row is there; one that came meanwhile stays.
            foreach (var note in notes)
                _notes.TryRemove(note);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async Task<int> EraseAsync(Jid account, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            var isNoted = _notes.TryRemove(account.Bare, out _);
            var rows = await engine.WriteAsync(
                (session, token) => session.ExecuteAsync(
                    "DELETE FROM last_activity WHERE owner = @Owner", new { Owner = account.Bare }, token),
                ct);
            return Math.Max(rows, isNoted ? 1 : 0);
        }
        finally
        {
            _writing.Release();
        }
    }

    private static object?[] RowOf(KeyValuePair<Jid, LastSeen> note) =>
        [note.Key.ToString(), note.Value.At.ToUnixTimeMilliseconds(), note.Value.Status];

    private sealed class Row
    {
        public long SeenAt { get; init; }
        public string? Status { get; init; }
    }
}
