using System.Text.Json;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Archive;

/// <summary>Archives as rows, with what every message asks of its owner in memory.</summary>
public sealed class ArchiveStore(IStorageEngine engine, TimeProvider clock, int cachedOwners = 50_000) : IArchiveStore
{
    /// <summary>Rows of one step of a deletion: some milliseconds, in which nobody else can write.</summary>
    private const int StepRows = 500;

    private readonly ArchiveOwners _owners = new(cachedOwners);
    private readonly ArchiveAdds _adds = new();
    private readonly ArchiveIndex _index = new(engine);

    public string Name => "archive";

    /// <summary>The index of the words of these archives.</summary>
    public IArchiveIndex Index => _index;

    public ValueTask<ArchiveOwner?> FindOwnerAsync(Jid account, CancellationToken ct) =>
        _owners.TryFind(account.Bare, out var owner)
            ? new ValueTask<ArchiveOwner?>(owner)
            : new ValueTask<ArchiveOwner?>(LoadOwnerAsync(account.Bare, ct));

    public ValueTask<ArchiveOwner> OpenAsync(Jid room, CancellationToken ct) =>
        _owners.TryFind(room.Bare, out var owner)
            ? new ValueTask<ArchiveOwner>(owner)
            : new ValueTask<ArchiveOwner>(LoadRoomAsync(room.Bare, ct));

    public async ValueTask<long> FindLastIdAsync(Jid room, CancellationToken ct)
    {
        var owner = await OpenAsync(room, ct);
        lock (_owners.Gate)
            return owner.LastId;
    }

    public ArchiveWrite? Add(ArchiveOwner owner, ArchiveEntry entry)
    {
        // Under one lock, so that the queue has the order of the ids.
        lock (_owners.Gate)
        {
            if (owner.IsGone)
                return null;
            var id = _owners.NextId(owner, clock.GetUtcNow());
            return new ArchiveWrite(
                id, engine.WriteAsync(_adds, new ArchiveAdd(owner.Account, id, entry), CancellationToken.None));
        }
    }

    public Task ImportAsync(Jid account, IReadOnlyList<(long Id, ArchiveEntry Entry)> messages, CancellationToken ct)
    {
        var owner = account.Bare;
        ArchiveAdd[] adds = [.. messages.Select(message => new ArchiveAdd(owner, message.Id, message.Entry))];
        return engine.WriteAsync(
            async (session, token) =>
            {
                await ArchiveIndexRows.InvalidateAsync(session, owner.ToString(), token);
                return await _adds.WriteAsync(session, adds, token);
            },
            ct);
    }

    public async Task SetPreferencesAsync(Jid account, ArchivePreferences preferences, CancellationToken ct)
    {
        var values = new
        {
            Owner = account.Bare,
            Policy = (int)preferences.Default,
            Always = ToJson(preferences.Always),
            Never = ToJson(preferences.Never),
        };
        await engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                """
                REPLACE INTO archive_preferences (owner, default_policy, always_contacts, never_contacts)
                VALUES (@Owner, @Policy, @Always, @Never)
                """,
                values, token),
            ct);
        _owners.SetPreferences(account.Bare, preferences);
    }

    public Task<ArchivePage?> ReadAsync(Jid account, ArchiveQuery query, CancellationToken ct)
    {
        var owner = account.Bare.ToString();
        return engine.ReadAsync(
            async (session, token) => await ArchiveReader.HaveAllAsync(session, owner, query.Marks, token)
                ? await ArchiveReader.ReadAsync(session, owner, query, token)
                : null,
            ct);
    }

    public Task<int?> CountAsync(Jid account, ArchiveQuery query, int limit, CancellationToken ct)
    {
        var owner = account.Bare.ToString();
        return engine.ReadAsync<int?>(
            async (session, token) => await ArchiveReader.HaveAllAsync(session, owner, query.Marks, token)
                ? await ArchiveReader.CountAsync(session, owner, query, limit, token)
                : null,
            ct);
    }

    public Task<(long First, long Last)?> FindEndsAsync(Jid account, CancellationToken ct) =>
        engine.ReadAsync<(long, long)?>(
            async (session, token) =>
            {
                var ends = await session.QueryFirstOrDefaultAsync<Ends>(
                    """
                    SELECT (SELECT MIN(id) FROM archive_messages WHERE owner = @Owner) AS First,
                        (SELECT MAX(id) FROM archive_messages WHERE owner = @Owner) AS Last
                    """,
                    new { Owner = account.Bare }, token);
                return ends is { First: { } first, Last: { } last } ? (first, last) : null;
            },
            ct);

    public Task<IReadOnlyList<ArchivedMessage>> FindMessagesAsync(
        Jid account, Jid contact, string messageId, CancellationToken ct) =>
        engine.ReadAsync(
            (session, token) => ArchiveReader.FindAsync(session, account.Bare.ToString(), contact.Bare, messageId, token), ct);

    public Task ReplaceAsync(Jid account, long id, byte[] stanza, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                await _index.RemoveAsync(session, account.Bare.ToString(), id, token);
                return await session.ExecuteAsync(
                    "UPDATE archive_messages SET stanza = @stanza WHERE owner = @Owner AND id = @id",
                    new { Owner = account.Bare, id, stanza }, token);
            },
            ct);

    public Task RemoveAsync(Jid account, long id, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                await _index.RemoveAsync(session, account.Bare.ToString(), id, token);
                return await session.ExecuteAsync(
                    "DELETE FROM archive_messages WHERE owner = @Owner AND id = @id", new { Owner = account.Bare, id }, token);
            },
            ct);

    public async Task<int> ClearAsync(Jid account, CancellationToken ct)
    {
        await ForgetIndexAsync(account.Bare.ToString(), ct);
        var gone = 0;
        while (true)
        {
            var step = await DeleteOldestAsync(account, long.MaxValue, StepRows, ct);
            gone += step;
            if (step < StepRows)
                return gone;
        }
    }

    public Task<Jid?> FindNextOwnerAsync(Jid? after, CancellationToken ct) =>
        engine.ReadAsync(
            async (session, token) => await session.QueryFirstOrDefaultAsync<Jid>(
                "SELECT owner FROM archive_messages WHERE owner > @After ORDER BY owner LIMIT 1",
                new { After = after?.ToString() ?? "" }, token),
            ct);

    public async Task<int> DeleteOldestAsync(Jid account, long beforeId, int limit, CancellationToken ct)
    {
        var owner = account.Bare.ToString();
        if (await engine.ReadAsync((session, token) => FindLastOfOldestAsync(session, owner, beforeId, limit, token), ct) is not { } last)
            return 0;
        var begun = await _index.BeginTrimAsync(owner, last, ct);
        return await engine.WriteAsync(
            async (session, token) =>
            {
                if (await FindLastOfOldestAsync(session, owner, beforeId, limit, token) is not { } through)
                    return 0;
                await ArchiveIndexRows.TrimAsync(session, owner, through, begun, token);
                return await session.ExecuteAsync(
                    "DELETE FROM archive_messages WHERE owner = @owner AND id <= @through", new { owner, through }, token);
            },
            ct);
    }

    private static Task<long?> FindLastOfOldestAsync(
        StorageSession session, string owner, long beforeId, int limit, CancellationToken ct) =>
        session.QueryFirstOrDefaultAsync<long?>(
            """
            SELECT MAX(id) FROM (SELECT id FROM archive_messages
                WHERE owner = @owner AND id < @beforeId ORDER BY id LIMIT @limit) oldest
            """,
            new { owner, beforeId, limit }, ct);

    public Task<long?> FindOldestOfNewestAsync(Jid account, int count, CancellationToken ct) =>
        engine.ReadAsync(
            async (session, token) =>
            {
                var ids = await session.QueryAsync<long>(
                    """
                    SELECT id FROM archive_messages WHERE owner = @Owner ORDER BY id DESC LIMIT 2 OFFSET @Skipped
                    """,
                    new { Owner = account.Bare, Skipped = count - 1 }, token);
                return ids.Count == 2 ? ids[0] : (long?)null;
            },
            ct);

    /// <summary>What is on its way in when this begins is removed with the rest: its write stands before.</summary>
    public async Task<int> EraseAsync(Jid account, CancellationToken ct)
    {
        _owners.Forget(account.Bare);
        var rows = await ForgetIndexAsync(account.Bare.ToString(), ct);
        rows += await ClearAsync(account, ct);
        return rows + await engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                "DELETE FROM archive_preferences WHERE owner = @Owner", new { Owner = account.Bare }, token),
            ct);
    }

    // In small steps, too. Until it is done a search finds an index that is not valid, and helps.
    private async Task<int> ForgetIndexAsync(string owner, CancellationToken ct)
    {
        var rows = 0;
        await engine.WriteAsync(
            async (session, token) =>
            {
                await ArchiveIndexRows.InvalidateAsync(session, owner, token);
                return true;
            },
            ct);
        while (await engine.ReadAsync((session, token) => ArchiveIndexRows.FindThroughAsync(session, owner, token), ct) is not null)
            rows += await engine.WriteAsync((session, token) => ArchiveIndexRows.ForgetSomeAsync(session, owner, token), ct);
        return rows;
    }

    private async Task<ArchiveOwner?> LoadOwnerAsync(Jid account, CancellationToken ct)
    {
        while (true)
        {
            long changes;
            lock (_owners.Gate)
                changes = _owners.Changes;
            var row = await engine.ReadAsync((session, token) => ReadOwnerAsync(session, account, token), ct);
            if (row is null)
                return null;
            var loaded = new ArchiveOwner(account, row.LastId ?? 0, PreferencesOf(row));
            if (_owners.Add(loaded, changes) is { } owner)
                return owner;
        }
    }

    private async Task<ArchiveOwner> LoadRoomAsync(Jid room, CancellationToken ct)
    {
        while (true)
        {
            long changes;
            lock (_owners.Gate)
                changes = _owners.Changes;
            var lastId = await engine.ReadAsync(
                (session, token) => session.QueryFirstOrDefaultAsync<long?>(
                    "SELECT MAX(id) FROM archive_messages WHERE owner = @room", new { room }, token),
                ct);
            if (_owners.Add(new ArchiveOwner(room, lastId ?? 0, null), changes) is { } owner)
                return owner;
        }
    }

    private static Task<OwnerRow?> ReadOwnerAsync(StorageSession session, Jid account, CancellationToken ct) =>
        session.QueryFirstOrDefaultAsync<OwnerRow>(
            """
            SELECT (SELECT MAX(id) FROM archive_messages WHERE owner = @account) AS LastId,
                p.default_policy AS Policy, p.always_contacts AS Always, p.never_contacts AS Never
            FROM accounts a LEFT JOIN archive_preferences p ON p.owner = a.owner WHERE a.owner = @account
            """,
            new { account }, ct);

    private static ArchivePreferences? PreferencesOf(OwnerRow row) =>
        row is { Policy: { } policy, Always: { } always, Never: { } never }
            ? new((ArchivePolicy)policy, FromJson(always), FromJson(never))
            : null;

    private static string ToJson(IEnumerable<Jid> jids) => JsonSerializer.Serialize(jids.Select(jid => jid.ToString()));

    private static System.Collections.Immutable.ImmutableArray<Jid> FromJson(string json) =>
        [.. (JsonSerializer.Deserialize<string[]>(json) ?? []).Select(ColumnTypes.ToJid)];

    private sealed class OwnerRow
    {
        public long? LastId { get; init; }
        public int? Policy { get; init; }
        public string? Always { get; init; }
        public string? Never { get; init; }
    }

    private sealed class Ends
    {
        public long? First { get; init; }
        public long? Last { get; init; }
    }
}
