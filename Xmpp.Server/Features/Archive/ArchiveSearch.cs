using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Stanzas.Core;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Archive;

namespace Xmpp.Server.Features.Archive;

/// <summary>
/// Reads archives, with a search or without (XEP-0431). The index says which messages may match; each is looked at before it
/// is a result, so one that has been taken back is none, whatever the index says.
/// </summary>
internal sealed class ArchiveSearch(
    IArchiveStore store, IArchiveIndex index, ArchiveOptions options, BackgroundWork background) : IDisposable
{
    /// <summary>Archives that are read in at the same time, a step each; each keeps a processor and the database busy.</summary>
    private const int MaxReadIn = 2;

    private const int PieceMessages = 50;

    /// <summary>
    /// Messages that one search looks at. Nearly all that the index names are results; more are looked at only where another
    /// filter leaves few of very many.
    /// </summary>
    private const int MaxLookedAt = 10_000;

    private readonly SemaphoreSlim _places = new(MaxReadIn);
    private readonly ConcurrentDictionary<Jid, Task> _beingReadIn = new();
    private readonly ConcurrentDictionary<Jid, bool> _askers = new();

    /// <summary>One page, or the error.</summary>
    /// <param name="asker">Who asks: he has one search at a time, and gets resource-constraint for another (RFC 6120 §8.3.3.18).</param>
    /// <param name="owner">Whose archive it is.</param>
    /// <param name="query">What else it has to be.</param>
    /// <param name="terms">What is searched for, or null.</param>
    /// <param name="ct">Ends it.</param>
    public async ValueTask<(ArchivePage? Page, StanzaError? Error)> ReadAsync(
        Jid asker, Jid owner, ArchiveQuery query, SearchTerms? terms, CancellationToken ct)
    {
        if (terms is null)
            return await store.ReadAsync(owner, query, ct) is { } read ? (read, null) : (null, StanzaError.ItemNotFound);
        if (!_askers.TryAdd(asker.Bare, true))
            return (null, StanzaError.ResourceConstraint);
        try
        {
            return await FindAsync(owner, query, terms, ct);
        }
        finally
        {
            _askers.TryRemove(asker.Bare, out _);
        }
    }

    /// <summary>How many there are, counted up to <paramref name="limit"/>, or the error; as <see cref="ReadAsync"/>.</summary>
    public async ValueTask<(int Count, StanzaError? Error)> CountAsync(
        Jid asker, Jid owner, ArchiveQuery query, SearchTerms? terms, int limit, CancellationToken ct)
    {
        if (terms is null)
            return await store.CountAsync(owner, query, limit, ct) is { } counted ? (counted, null) : (0, StanzaError.ItemNotFound);
        if (!_askers.TryAdd(asker.Bare, true))
            return (0, StanzaError.ResourceConstraint);
        try
        {
            return await CountMatchesAsync(owner, query, terms, limit, ct);
        }
        finally
        {
            _askers.TryRemove(asker.Bare, out _);
        }
    }

    public void Dispose() => _places.Dispose();

    private async ValueTask<(ArchivePage? Page, StanzaError? Error)> FindAsync(
        Jid owner, ArchiveQuery query, SearchTerms terms, CancellationToken ct)
    {
        if (await PrepareAsync(owner, query, ct) is { } error)
            return (null, error);
        var ids = await CandidatesAsync(owner, query, terms, ct);
        var messages = new List<ArchivedMessage>();
        var bytes = 0L;
        var isComplete = true;
        await foreach (var message in MatchesAsync(owner, query, terms, ids, ct))
        {
            bytes += message.Stanza.Length + query.BytesPerMessage;
            isComplete = messages.Count < query.MaxMessages && (messages.Count == 0 || bytes <= query.MaxBytes);
            if (!isComplete)
                break;
            messages.Add(message);
        }
        if (isComplete && ids.Length > MaxLookedAt)
            return (null, StanzaError.PolicyViolation); // RFC 6120 §8.3.3.12, type modify: it has to be narrower
        if (query.IsFromEnd)
            messages.Reverse();
        return (new ArchivePage(messages, isComplete), null);
    }

    private async ValueTask<(int Count, StanzaError? Error)> CountMatchesAsync(
        Jid owner, ArchiveQuery query, SearchTerms terms, int limit, CancellationToken ct)
    {
        if (await PrepareAsync(owner, query, ct) is { } error)
            return (0, error);
        var ids = await CandidatesAsync(owner, query, terms, ct);
        if (ids.Length > MaxLookedAt)
            return (limit, null); // very many, or more than are counted
        var count = 0;
        await foreach (var _ in MatchesAsync(owner, query, terms, ids, ct))
        {
            if (++count >= limit)
                break;
        }
        return (count, null);
    }

    private async ValueTask<StanzaError?> PrepareAsync(Jid owner, ArchiveQuery query, CancellationToken ct)
    {
        if (query.Marks.Length > 0 && await store.ReadAsync(owner, query with { Ids = [] }, ct) is null)
            return StanzaError.ItemNotFound;
        // RFC 6120 §8.3.3.18, type wait: it is being read in, and a client that asks again finds it so.
        return await ReadInAsync(owner, ct) ? null : StanzaError.ResourceConstraint;
    }

    // False if it takes longer than a client should wait; then it goes on behind its back.
    private async ValueTask<bool> ReadInAsync(Jid owner, CancellationToken ct)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = _beingReadIn.GetOrAdd(owner, mine.Task);
        if (reading == mine.Task)
            background.Run("archive read in for a search", stopping => ReadInAsync(owner, mine, stopping));
        if (await Task.WhenAny(reading, Task.Delay(options.FullTextWait, ct)) != reading)
            return false;
        await reading;
        return true;
    }

    private async Task ReadInAsync(Jid owner, TaskCompletionSource mine, CancellationToken ct)
    {
        try
        {
            while (!await ReadNextInAsync(owner, ct))
                ct.ThrowIfCancellationRequested();
            _beingReadIn.TryRemove(owner, out _);
            mine.SetResult();
        }
        catch (Exception e)
        {
            _beingReadIn.TryRemove(owner, out _);
            mine.SetException(e);
            throw;
        }
    }

    // A place is for one step, and those who wait get one in turn: a small archive waits for no large ones.
    private async Task<bool> ReadNextInAsync(Jid owner, CancellationToken ct)
    {
        await _places.WaitAsync(ct);
        try
        {
            return await index.AddNextAsync(owner, ct);
        }
        finally
        {
            _places.Release();
        }
    }

    private async IAsyncEnumerable<ArchivedMessage> MatchesAsync(
        Jid owner, ArchiveQuery query, SearchTerms terms, long[] ids, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var piece in (query.IsFromEnd ? Enumerable.Reverse(ids) : ids).Take(MaxLookedAt).Chunk(PieceMessages))
        {
            var page = await store.ReadAsync(
                owner, query with { Ids = [.. piece], Marks = [], MaxMessages = PieceMessages, MaxBytes = long.MaxValue }, ct);
            var messages = page?.Messages ?? [];
            for (var i = 0; i < messages.Count; i++)
            {
                var message = messages[query.IsFromEnd ? messages.Count - 1 - i : i];
                if (terms.Match(MessageWords.Of(message.Stanza)))
                    yield return message;
            }
        }
    }

    // Each in its order. The longest word first: most likely the fewest have it.
    private async ValueTask<long[]> CandidatesAsync(Jid owner, ArchiveQuery query, SearchTerms terms, CancellationToken ct)
    {
        long[]? ids = query.Ids is { } picked ? [.. picked.Distinct().Order()] : null;
        foreach (var (word, isBeginning) in terms.All.OrderByDescending(term => term.Word.Length))
        {
            ids = Both(ids, await index.FindAsync(owner, word, isBeginning, query.First, query.Last, ct));
            if (ids.Length == 0)
                return [];
        }
        if (terms.All.IsEmpty || ids is null)
            return [];
        return query.With is { } contact && ids.Length > PieceMessages
            ? Both(ids, await index.FindWithAsync(owner, contact, query.First, query.Last, ct))
            : ids;
    }

    internal static long[] Both(long[]? some, long[] others)
    {
        if (some is null)
            return others;
        var both = new List<long>(Math.Min(some.Length, others.Length));
        for (int i = 0, j = 0; i < some.Length && j < others.Length;)
        {
            if (some[i] == others[j])
                both.Add(some[i]);
            if (some[i] <= others[j])
                i++;
            else
                j++;
        }
        return [.. both];
    }
}
