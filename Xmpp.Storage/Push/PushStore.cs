using System.Security.Cryptography;
using System.Text;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Push;

/// <summary>Push registrations as rows.</summary>
public sealed class PushStore(IStorageEngine engine) : IPushStore
{
    public string Name => "push registrations";

    public async ValueTask<IReadOnlyList<PushRegistration>> FindAsync(Jid account, CancellationToken ct)
    {
        var rows = await engine.ReadAsync(
            (session, token) => session.QueryAsync<Row>(
                """
                SELECT service AS Service, node AS Node, options AS Options, resource AS Resource,
                       enabled_at AS EnabledAt, failing_since AS FailingSince
                FROM push_registrations WHERE owner = @Owner ORDER BY enabled_at, registration_key
                """,
                new { Owner = account.Bare }, token),
            ct);
        return [.. rows.Select(row => row.ToRegistration())];
    }

    public bool HasNone(Jid account) => false;

    public Task<bool> EnableAsync(Jid account, PushRegistration registration, int max, CancellationToken ct) =>
        engine.WriteAsync((session, token) => EnableAsync(session, account.Bare, registration, max, token), ct);

    public Task<int> DisableAsync(Jid account, Jid service, string? node, CancellationToken ct)
    {
        var values = new { Owner = account.Bare, Service = service, Key = KeyOf(service, node ?? "") };
        return engine.WriteAsync(
            (session, token) => node is null
                ? session.ExecuteAsync(
                    "DELETE FROM push_registrations WHERE owner = @Owner AND service = @Service", values, token)
                : session.ExecuteAsync(
                    "DELETE FROM push_registrations WHERE owner = @Owner AND registration_key = @Key", values, token),
            ct);
    }

    public Task<int> RemoveAsync(Jid account, PushRegistration registration, CancellationToken ct) =>
        engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                """
                DELETE FROM push_registrations
                WHERE owner = @Owner AND registration_key = @Key AND enabled_at = @EnabledAt
                """,
                ValuesOf(account, registration), token),
            ct);

    public Task SetFailingAsync(Jid account, PushRegistration registration, DateTimeOffset? since, CancellationToken ct) =>
        engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                """
                UPDATE push_registrations SET failing_since = @FailingSince
                WHERE owner = @Owner AND registration_key = @Key AND enabled_at = @EnabledAt
                """,
                ValuesOf(account, registration with { FailingSince = since }), token),
            ct);

    public Task<int> EraseAsync(Jid account, CancellationToken ct) =>
        engine.WriteAsync(
            (session, token) => session.ExecuteAsync(
                "DELETE FROM push_registrations WHERE owner = @Owner", new { Owner = account.Bare }, token),
            ct);

    private static async Task<bool> EnableAsync(
        StorageSession session, Jid account, PushRegistration registration, int max, CancellationToken ct)
    {
        var values = ValuesOf(account, registration);
        var others = await session.QueryFirstOrDefaultAsync<int>(
            "SELECT COUNT(*) FROM push_registrations WHERE owner = @Owner AND registration_key <> @Key", values, ct);
        if (others >= max)
            return false;
        await session.ExecuteAsync(
            """
            REPLACE INTO push_registrations
                (owner, registration_key, service, node, options, resource, enabled_at, failing_since)
            VALUES (@Owner, @Key, @Service, @Node, @Options, @Resource, @EnabledAt, @FailingSince)
            """,
            values, ct);
        return true;
    }

    private static object ValuesOf(Jid account, PushRegistration registration) => new
    {
        Owner = account.Bare,
        Key = KeyOf(registration.Service, registration.Node),
        registration.Service,
        registration.Node,
        registration.Options,
        registration.Resource,
        EnabledAt = registration.EnabledAt.ToUnixTimeMilliseconds(),
        FailingSince = registration.FailingSince?.ToUnixTimeMilliseconds(),
    };

    // No XML text has a NUL, so it cannot be moved from one part to the other.
    private static byte[] KeyOf(Jid service, string node) => SHA256.HashData(Encoding.UTF8.GetBytes($"{service}\0{node}"));

    private sealed class Row
    {
        public required string Service { get; init; }
        public required string Node { get; init; }
        public byte[]? Options { get; init; }
        public required string Resource { get; init; }
        public long EnabledAt { get; init; }
        public long? FailingSince { get; init; }

        public PushRegistration ToRegistration() =>
            new(ColumnTypes.ToJid(Service), Node, Options, Resource, DateTimeOffset.FromUnixTimeMilliseconds(EnabledAt))
            {
                FailingSince = FailingSince is { } since ? DateTimeOffset.FromUnixTimeMilliseconds(since) : null,
            };
    }
}
