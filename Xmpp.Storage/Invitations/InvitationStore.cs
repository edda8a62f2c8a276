using System.Data.Common;
using System.Text.Json;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Engines;

namespace Xmpp.Storage.Invitations;

/// <summary>Invitations as rows.</summary>
public sealed class InvitationStore(IStorageEngine engine) : IInvitationStore
{
    /// <summary>What has expired is listed for so long, so that who asks why it does not work gets an answer.</summary>
    private static readonly TimeSpan s_kept = TimeSpan.FromDays(7);

    public string Name => "invitations";

    public Task<InvitationAdded> AddAsync(Invitation invitation, InvitationQuota? quota, CancellationToken ct) =>
        engine.WriteAsync((session, token) => AddAsync(session, invitation, quota, token), ct);

    public Task<Invitation?> FindAsync(string id, CancellationToken ct) =>
        engine.ReadAsync((session, token) => FindAsync(session, id, token), ct);

    public Task<IReadOnlyList<Invitation>> ListAsync(Jid? owner, int limit, CancellationToken ct) =>
        engine.ReadAsync<IReadOnlyList<Invitation>>(
            async (session, token) => await ReadAsync(
                owner is null
                    ? session.Prepare(
                        """
                        SELECT id, owner, host, kind, created_at, username, contact_group, rooms, label, max_uses, uses, expires_at,
                            makes_contact, role, maker
                        FROM invitations ORDER BY created_at DESC, id LIMIT @0
                        """,
                        limit)
                    : session.Prepare(
                        """
                        SELECT id, owner, host, kind, created_at, username, contact_group, rooms, label, max_uses, uses, expires_at,
                            makes_contact, role, maker
                        FROM invitations WHERE owner = @0 ORDER BY created_at DESC, id LIMIT @1
                        """,
                        owner.Bare.ToString(), limit),
                token),
            ct);

    public Task<IReadOnlyList<Invitation>> ListAsync(
        IReadOnlyList<string> hosts, ListPosition? after, int limit, CancellationToken ct) =>
        engine.ReadAsync<IReadOnlyList<Invitation>>(
            async (session, token) =>
            {
                var ids = await session.QueryAsync<string>(
                    """
                    SELECT CAST(id AS CHAR) FROM invitations
                    WHERE host IN @hosts AND (created_at < @At OR (created_at = @At AND id > @Id))
                    ORDER BY created_at DESC, id LIMIT @limit
                    """,
                    new { hosts, At = after?.At.ToUnixTimeMilliseconds() ?? long.MaxValue, Id = after?.Id ?? "", limit }, token);
                var invitations = new List<Invitation>();
                foreach (var id in ids)
                {
                    if (await FindAsync(session, id, token) is { } found)
                        invitations.Add(found);
                }
                return invitations;
            },
            ct);

    public Task<bool> RevokeAsync(string id, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
                await session.ExecuteAsync("DELETE FROM invitations WHERE id = @id", new { id }, token) > 0,
            ct);

    public Task<bool> IsReservedAsync(Jid account, DateTimeOffset now, CancellationToken ct) =>
        engine.ReadAsync((session, token) => IsReservedAsync(session, account.Domain, account.Local, now, token), ct);

    public Task<InvitationUse> CreateAccountAsync(string id, Account account, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                if (await AccountStore.ExistsAsync(session, account.Jid, token))
                    return InvitationUse.Conflict;
                if (!await TakeAsync(session, id, InvitationKind.Account, token))
                    return InvitationUse.Gone;
                await AccountStore.InsertAsync(session, account, account.CreatedAt, token);
                var values = new { Owner = account.Jid.Bare, id, At = account.CreatedAt.ToUnixTimeMilliseconds() };
                await session.ExecuteAsync(
                    "INSERT INTO invitation_uses (owner, id, used_at) VALUES (@Owner, @id, @At)", values, token);
                return InvitationUse.Done;
            },
            ct);

    public Task<InvitationUse> SetCredentialsAsync(
        string id, Jid account, IReadOnlyList<ScramCredential> credentials, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                if (!await AccountStore.ExistsAsync(session, account, token))
                    return InvitationUse.Conflict;
                if (!await TakeAsync(session, id, InvitationKind.Password, token))
                    return InvitationUse.Gone;
                await AccountStore.SetCredentialsAsync(session, account, credentials, token);
                return InvitationUse.Done;
            },
            ct);

    public Task<bool> TakeAsync(string id, DateTimeOffset now, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) => await session.ExecuteAsync(
                """
                UPDATE invitations SET uses = uses + 1
                WHERE id = @id AND uses < max_uses AND (expires_at IS NULL OR expires_at > @Now)
                """,
                new { id, Now = now.ToUnixTimeMilliseconds() }, token) > 0,
            ct);

    public Task<IReadOnlyList<Jid>> AccountsAsync(string id, int limit, CancellationToken ct) =>
        engine.ReadAsync(
            (session, token) => session.QueryAsync<Jid>(
                "SELECT owner FROM invitation_uses WHERE id = @id ORDER BY used_at DESC, owner LIMIT @limit",
                new { id, limit }, token),
            ct);

    public Task<int> EraseAsync(Jid account, CancellationToken ct) =>
        engine.WriteAsync(
            async (session, token) =>
            {
                var values = new { Owner = account.Bare, account.Domain, account.Local, Kind = (int)InvitationKind.Password };
                return await session.ExecuteAsync("DELETE FROM invitations WHERE owner = @Owner OR maker = @Owner", values, token)
                    + await session.ExecuteAsync("DELETE FROM invitation_uses WHERE owner = @Owner", values, token)
                    // The next account of that name is somebody else's.
                    + await session.ExecuteAsync(
                        "DELETE FROM invitations WHERE host = @Domain AND username = @Local AND kind = @Kind", values, token);
            },
            ct);

    private static async Task<InvitationAdded> AddAsync(
        StorageSession session, Invitation invitation, InvitationQuota? quota, CancellationToken ct)
    {
        var (owner, now) = (invitation.Owner.Bare, invitation.CreatedAt);
        await session.ExecuteAsync(
            "DELETE FROM invitations WHERE owner = @owner AND expires_at < @Before",
            new { owner, Before = (now - s_kept).ToUnixTimeMilliseconds() }, ct);
        if (quota is { } limit && await session.QueryFirstOrDefaultAsync<long>(
            "SELECT COUNT(*) FROM invitations WHERE owner = @owner AND created_at > @Since",
            new { owner, Since = limit.Since.ToUnixTimeMilliseconds() }, ct) >= limit.Max)
        {
            return InvitationAdded.TooMany;
        }
        if (invitation is { Kind: InvitationKind.Account, Username: { } name }
            && (await AccountStore.ExistsAsync(session, Jid.Parse($"{name}@{invitation.Host}"), ct)
                || await IsReservedAsync(session, invitation.Host, name, now, ct)))
        {
            return InvitationAdded.NameTaken;
        }
        var values = new
        {
            owner,
            invitation.Id,
            invitation.Host,
            Kind = (int)invitation.Kind,
            invitation.Username,
            invitation.ContactGroup,
            Rooms = JsonSerializer.Serialize(invitation.Rooms.Select(room => room.ToString())),
            invitation.Label,
            invitation.MaxUses,
            invitation.Uses,
            CreatedAt = now.ToUnixTimeMilliseconds(),
            ExpiresAt = invitation.ExpiresAt?.ToUnixTimeMilliseconds(),
            MakesContact = invitation.MakesContact ? 1 : 0,
            invitation.Role,
            Maker = invitation.Maker?.Bare,
        };
        await session.ExecuteAsync(
            """
            INSERT INTO invitations (owner, id, host, kind, username, contact_group, rooms, label, max_uses, uses, created_at,
                expires_at, makes_contact, role, maker)
            VALUES (@owner, @Id, @Host, @Kind, @Username, @ContactGroup, @Rooms, @Label, @MaxUses, @Uses, @CreatedAt,
                @ExpiresAt, @MakesContact, @Role, @Maker)
            """,
            values, ct);
        return InvitationAdded.Done;
    }

    // The row is locked by the update, so that others see the use or wait for it.
    private static async Task<bool> TakeAsync(StorageSession session, string id, InvitationKind kind, CancellationToken ct) =>
        await session.ExecuteAsync(
            "UPDATE invitations SET uses = uses + 1 WHERE id = @id AND kind = @Kind AND uses < max_uses",
            new { id, Kind = (int)kind }, ct) > 0;

    private static async Task<bool> IsReservedAsync(
        StorageSession session, string host, string? username, DateTimeOffset now, CancellationToken ct) =>
        await session.QueryFirstOrDefaultAsync<long>(
            """
            SELECT COUNT(*) FROM invitations
            WHERE host = @host AND username = @username AND kind = @Kind AND uses < max_uses
                AND (expires_at IS NULL OR expires_at > @Now)
            """,
            new { host, username, Kind = (int)InvitationKind.Account, Now = now.ToUnixTimeMilliseconds() }, ct) > 0;

    private static async Task<Invitation?> FindAsync(StorageSession session, string id, CancellationToken ct)
    {
        var command = session.Prepare(
            """
            SELECT id, owner, host, kind, created_at, username, contact_group, rooms, label, max_uses, uses, expires_at,
                makes_contact, role, maker
            FROM invitations WHERE id = @0
            """,
            id);
        return (await ReadAsync(command, ct)).FirstOrDefault();
    }

    private static async Task<List<Invitation>> ReadAsync(DbCommand command, CancellationToken ct)
    {
        var invitations = new List<Invitation>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            invitations.Add(Read(reader));
        return invitations;
    }

    private static Invitation Read(DbDataReader reader) =>
        new(ColumnTypes.ToText(reader.GetValue(0)), ColumnTypes.ToJid(reader.GetValue(1)), ColumnTypes.ToText(reader.GetValue(2)),
            (InvitationKind)reader.GetInt32(3), ToTime(reader.GetInt64(4)))
        {
            Username = reader.IsDBNull(5) ? null : ColumnTypes.ToText(reader.GetValue(5)),
            ContactGroup = reader.IsDBNull(6) ? null : reader.GetString(6),
            Rooms = [.. (JsonSerializer.Deserialize<string[]>(reader.GetString(7)) ?? []).Select(Jid.Parse)],
            Label = reader.IsDBNull(8) ? null : reader.GetString(8),
            MaxUses = reader.GetInt32(9),
            Uses = reader.GetInt32(10),
            ExpiresAt = reader.IsDBNull(11) ? null : ToTime(reader.GetInt64(11)),
            MakesContact = reader.GetInt64(12) != 0,
            Role = reader.IsDBNull(13) ? null : reader.GetInt32(13),
            Maker = reader.IsDBNull(14) ? null : ColumnTypes.ToJid(reader.GetValue(14)),
        };

    private static DateTimeOffset ToTime(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
