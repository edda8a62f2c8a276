using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Roster;

namespace Xmpp.Storage.Accounts;

/// <summary>What is kept in memory of an account from its first session on, as it was at one moment.</summary>
/// <param name="Roster">Its contacts.</param>
/// <param name="Blocked">Whom it blocks, in no particular order.</param>
/// <param name="PhotoHash">Of its vCard's photo; null without one.</param>
public sealed record AccountStart(RosterSnapshot Roster, IReadOnlyList<Jid> Blocked, string? PhotoHash);
