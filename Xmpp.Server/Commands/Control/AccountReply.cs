using Xmpp.Server.Accounts;

namespace Xmpp.Server.Commands.Control;

/// <summary>What a command about an account came to; after a deletion also what went (cases OPS-08).</summary>
internal sealed record AccountReply(AccountOutcome Outcome, IReadOnlyList<ErasedRows>? Erased = null);
