using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Sessions;

/// <summary>State of accounts that is in memory as long as they have sessions, and a moment longer.</summary>
internal interface IAccountCache
{
    /// <summary>Keeps its part of what was read, and keeps it current until <see cref="Unpin"/>. Under the account's lock.</summary>
    void Pin(Jid account, AccountStart start);

    /// <summary>Under the account's lock.</summary>
    void Unpin(Jid account);
}
