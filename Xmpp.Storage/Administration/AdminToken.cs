using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Administration;

/// <summary>A key for programs, as it is stored: never the key itself.</summary>
/// <param name="Id">What it is called by.</param>
/// <param name="Owner">The account that made it; null for one made on the command line.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Hash">SHA-256 of its 256 random bits.</param>
/// <param name="Role">What it may do, and not more than its owner may.</param>
/// <param name="Host">Where; null for everywhere.</param>
public sealed record AdminToken(
    string Id, Jid? Owner, string Name, byte[] Hash, AdminRole Role, string? Host, DateTimeOffset CreatedAt,
    DateTimeOffset? ExpiresAt, DateTimeOffset? LastUsedAt)
{
    // A record prints its members, and a hash does not belong into a log.
    public override string ToString() => $"{nameof(AdminToken)} {Id}";
}
