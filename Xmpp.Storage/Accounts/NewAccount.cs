using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Accounts;

/// <summary>One line of the list of new accounts.</summary>
/// <param name="MadeAt">When it was made here, which for an imported one is not its age.</param>
public sealed record NewAccount(Jid Jid, DateTimeOffset MadeAt, bool IsDisabled, AccountOrigin Origin);
