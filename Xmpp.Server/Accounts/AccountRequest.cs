using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Accounts;

namespace Xmpp.Server.Accounts;

/// <summary>An account that is asked for.</summary>
/// <param name="Account">Bare JID.</param>
/// <param name="Password">As it was typed.</param>
internal sealed record AccountRequest(Jid Account, string Password)
{
    /// <summary>The id of an invitation, a use of which is taken with it; or null.</summary>
    public string? Invitation { get; init; }

    /// <summary>Also the name of an account that has been deleted, which is kept: for the operator.</summary>
    public bool TakesKept { get; init; }

    /// <summary>How it comes to be; null where nobody will ask.</summary>
    public AccountOrigin? Origin { get; init; }

    // OPS-09: a record prints its members; the password must never reach a log.
    public override string ToString() => $"{nameof(AccountRequest)} {Account}";
}
