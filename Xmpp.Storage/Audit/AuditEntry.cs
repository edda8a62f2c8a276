namespace Xmpp.Storage.Audit;

/// <summary>What somebody has done to the server.</summary>
/// <param name="Id">Grows; 0 for one that is not stored yet.</param>
/// <param name="Actor">The account, the token or the command line.</param>
/// <param name="Door">rest, adhoc or cli.</param>
/// <param name="Address">From where, or null for the command line.</param>
/// <param name="Operation">As in the list of operations.</param>
/// <param name="Host">The host it concerns; null for the whole server.</param>
/// <param name="Target">The account, room, domain … that was meant, or null.</param>
/// <param name="Outcome">done, forbidden, not-found …</param>
public sealed record AuditEntry(
    long Id, DateTimeOffset At, string Actor, string Door, string? Address, string Operation, string? Host, string? Target,
    string Outcome);
