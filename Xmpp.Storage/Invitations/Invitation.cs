using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Invitations;

/// <summary>Who may come, as what, and until when (XEP-0401).</summary>
/// <param name="Id">Made of the token's hash: who has the token finds it, who has the id has no token.</param>
/// <param name="Owner">The account that invites, or the host where it was the operator.</param>
/// <param name="Host">Where the account will be.</param>
public sealed record Invitation(string Id, Jid Owner, string Host, InvitationKind Kind, DateTimeOffset CreatedAt)
{
    /// <summary>The account's localpart, where it is settled; it is reserved until then (XEP-0401 §6.2).</summary>
    public string? Username { get; init; }

    /// <summary>The account by whose rights it was made, and while it has them; null where it was the operator at the machine.</summary>
    public Jid? Maker { get; init; }

    /// <summary>Inviter and invited see each other's presence from the beginning (XEP-0401 §5.4).</summary>
    public bool MakesContact { get; init; } = true;

    /// <summary>The roster group in which inviter and invited get each other; who came before is in it, too.</summary>
    public string? ContactGroup { get; init; }

    /// <summary>Rooms that the new account becomes a member of.</summary>
    public ImmutableArray<Jid> Rooms { get; init; } = [];

    /// <summary>What the new account may administer, as a number of the administration's own; null: nothing.</summary>
    public int? Role { get; init; }

    /// <summary>The inviter's own words, for lists.</summary>
    public string? Label { get; init; }

    public int MaxUses { get; init; } = 1;
    public int Uses { get; init; }

    /// <summary>Null: never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The account that invites; null where it was the operator.</summary>
    public Jid? Inviter => Owner.Local is null ? null : Owner;

    public bool IsUsedUp => Uses >= MaxUses;

    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;
}
