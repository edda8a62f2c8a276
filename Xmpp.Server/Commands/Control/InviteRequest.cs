namespace Xmpp.Server.Commands.Control;

/// <summary>An invitation that the operator wants, on its way to the running server.</summary>
/// <param name="Owner">The account that it comes from, or the host.</param>
/// <param name="Kind">account, contact or password.</param>
/// <param name="Role">viewer, moderator, admin: at that host.</param>
/// <param name="ExpireSeconds">Null: as the configuration says; zero: never.</param>
internal sealed record InviteRequest(
    string Owner, string Host, string Kind, string? Username, string? Group, IReadOnlyList<string> Rooms, string? Label, int MaxUses,
    long? ExpireSeconds, string? Role = null);
