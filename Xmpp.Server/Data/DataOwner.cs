using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Data;

/// <summary>Whom the parts that follow belong to.</summary>
/// <param name="Jid">A bare JID; the domain of a service.</param>
internal sealed record DataOwner(DataOwnerKind Kind, Jid Jid)
{
    /// <summary>The plain password, where a store has it.</summary>
    public string? Password { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }
    public bool IsDisabled { get; init; }

    // OPS-09: a record prints its members.
    public override string ToString() => $"{Kind} {Jid}";
}
