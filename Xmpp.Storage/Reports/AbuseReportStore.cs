using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Reports;

/// <summary>Reports as rows.</summary>
public sealed class AbuseReportStore(IStorageEngine engine, TimeProvider clock) : IAbuseReportStore
{
    public string Name => "abuse reports";

    public Task AddAsync(AbuseReport report, int maxPerReporter, CancellationToken ct) =>
        engine.WriteAsync((session, token) => AddAsync(session, report, maxPerReporter, token), ct);

    public Task<IReadOnlyList<AbuseReport>> ListAsync(int limit, CancellationToken ct) =>
        engine.ReadAsync<IReadOnlyList<AbuseReport>>(
            async (session, token) =>
            {
                var command = session.Prepare(
                    """
                    SELECT owner, reported, reason, text, stanza_ids, received_at, id, resolved_at, resolved_by,
                        for_origin, for_third_parties
                    FROM abuse_reports
                    ORDER BY received_at DESC, owner, id DESC LIMIT @0
                    """,
                    limit);
                var reports = new List<AbuseReport>();
                await using var reader = await command.ExecuteReaderAsync(token);
                while (await reader.ReadAsync(token))
                    reports.Add(Read(reader));
                return reports;
            },
            ct);

    public Task<IReadOnlyList<AbuseReport>> ListAsync(
        IReadOnlyList<string> hosts, bool? isResolved, ListPosition? after, int limit, CancellationToken ct) =>
        engine.ReadAsync<IReadOnlyList<AbuseReport>>(
            async (session, token) =>
            {
                var values = new
                {
                    hosts,
                    State = isResolved is { } resolved ? (resolved ? 1 : 0) : -1,
                    At = after?.At.ToUnixTimeMilliseconds() ?? long.MaxValue,
                    Owner = after?.Owner?.Bare.ToString() ?? "",
                    Id = long.TryParse(after?.Id, CultureInfo.InvariantCulture, out var id) ? id : 0,
                    limit,
                };
                var keys = await session.QueryAsync<Key>(
                    """
                    SELECT owner AS Owner, id AS Id FROM abuse_reports
                    WHERE (received_at < @At OR (received_at = @At AND (owner > @Owner OR (owner = @Owner AND id < @Id))))
                        AND SUBSTR(owner, INSTR(owner, '@') + 1) IN @hosts
                        AND (@State < 0 OR (@State = 1 AND resolved_at IS NOT NULL) OR (@State = 0 AND resolved_at IS NULL))
                    ORDER BY received_at DESC, owner, id DESC LIMIT @limit
                    """,
                    values, token);
                var reports = new List<AbuseReport>();
                foreach (var key in keys)
                {
                    var command = session.Prepare(
                        """
                        SELECT owner, reported, reason, text, stanza_ids, received_at, id, resolved_at, resolved_by,
                            for_origin, for_third_parties
                        FROM abuse_reports
                        WHERE owner = @0 AND id = @1
                        """,
                        key.Owner.ToString(), key.Id);
                    await using var reader = await command.ExecuteReaderAsync(token);
                    if (await reader.ReadAsync(token))
                        reports.Add(Read(reader));
                }
                return reports;
            },
            ct);

    public Task<bool> ResolveAsync(Jid reporter, long id, string by, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) => await session.ExecuteAsync(
                """
                UPDATE abuse_reports SET resolved_at = @at, resolved_by = @by
                WHERE owner = @Owner AND id = @id AND resolved_at IS NULL
                """,
                new { Owner = reporter.Bare, id, by, at = clock.GetUtcNow().ToUnixTimeMilliseconds() }, token) > 0,
            ct);

    public Task<int> EraseAsync(Jid account, CancellationToken ct) =>
        engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                "DELETE FROM abuse_reports WHERE owner = @Owner", new { Owner = account.Bare }, token),
            ct);

    private static async Task<int> AddAsync(
        StorageSession session, AbuseReport report, int maxPerReporter, CancellationToken ct)
    {
        var owner = report.Reporter.Bare;
        var id = 1 + await session.QueryFirstOrDefaultAsync<long>(
            "SELECT COALESCE(MAX(id), 0) FROM abuse_reports WHERE owner = @owner", new { owner }, ct);
        var values = new
        {
            owner,
            id,
            report.Reported,
            report.Reason,
            report.Text,
            StanzaIds = JsonSerializer.Serialize<IEnumerable<string>>(report.StanzaIds),
            ReceivedAt = report.ReceivedAt.ToUnixTimeMilliseconds(),
            ForOrigin = report.IsForOrigin ? 1 : 0,
            ForThirdParties = report.IsForThirdParties ? 1 : 0,
        };
        await session.ExecuteAsync(
            """
            INSERT INTO abuse_reports
                (owner, id, reported, reason, text, stanza_ids, received_at, for_origin, for_third_parties)
            VALUES (@owner, @id, @Reported, @Reason, @Text, @StanzaIds, @ReceivedAt, @ForOrigin, @ForThirdParties)
            """,
            values, ct);
        return await session.ExecuteAsync(
            "DELETE FROM abuse_reports WHERE owner = @owner AND id <= @through",
            new { owner, through = id - maxPerReporter }, ct);
    }

    private static AbuseReport Read(DbDataReader reader) => new(
        ColumnTypes.ToJid(reader.GetValue(0)), ColumnTypes.ToJid(reader.GetValue(1)), reader.GetString(2),
        reader.IsDBNull(3) ? null : reader.GetString(3),
        [.. JsonSerializer.Deserialize<string[]>(reader.GetString(4)) ?? []],
        DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5)))
    {
        Id = reader.GetInt64(6),
        ResolvedAt = reader.IsDBNull(7) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(7)),
        ResolvedBy = reader.IsDBNull(8) ? null : ColumnTypes.ToText(reader.GetValue(8)),
        IsForOrigin = reader.GetInt32(9) != 0,
        IsForThirdParties = reader.GetInt32(10) != 0,
    };

    // Dapper fills it.
    private sealed class Key
    {
        public required Jid Owner { get; init; }
        public required long Id { get; init; }
    }
}
