namespace Xmpp.Server.Commands.Control;

/// <summary>One line of the list of accounts.</summary>
internal sealed record AccountLine(string Jid, DateTimeOffset CreatedAt, bool IsDisabled);
