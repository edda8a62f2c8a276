using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Accounts;

/// <summary>An account of this server: its bare address and the keys that open it.</summary>
public sealed record Account(
    Jid Jid, DateTimeOffset CreatedAt, bool IsDisabled, ImmutableArray<ScramCredential> Credentials)
{
    /// <summary>To be stored with a new account; an account that is found does not have it.</summary>
    public AccountOrigin? Origin { get; init; }
}
