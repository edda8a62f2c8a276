using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Invitations;

namespace Xmpp.Server.Features.Invitations;

/// <summary>An invitation that somebody wants to make.</summary>
/// <param name="Owner">The account that invites, or the host for its operator.</param>
/// <param name="Host">Where the account will be.</param>
internal sealed record InvitationRequest(Jid Owner, string Host, InvitationKind Kind)
{
    /// <summary>The account by whose rights it is made; null for the operator at the machine.</summary>
    public Jid? Maker { get; init; }

    public string? Username { get; init; }
    public bool MakesContact { get; init; } = true;
    public string? ContactGroup { get; init; }
    public ImmutableArray<Jid> Rooms { get; init; } = [];

    /// <summary>What the new account may administer, as a number of the administration's own.</summary>
    public int? Role { get; init; }

    public string? Label { get; init; }
    public int MaxUses { get; init; } = 1;

    /// <summary>Null: as the configuration says; zero: never.</summary>
    public TimeSpan? ExpireAfter { get; init; }
}
