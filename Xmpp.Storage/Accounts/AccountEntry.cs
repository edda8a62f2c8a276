using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Accounts;

/// <summary>One line of the list of accounts: an <see cref="Account"/> without its keys.</summary>
public sealed record AccountEntry(Jid Jid, DateTimeOffset CreatedAt, bool IsDisabled);
