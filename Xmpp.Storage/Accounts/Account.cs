using System.Collections.Immutable;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Accounts;

/// <summary>An account of this server: its bare address and the keys that open it.</summary>
public sealed record Account(
    Jid Jid, DateTimeOffset CreatedAt, bool IsDisabled, ImmutableArray<ScramCredential> Credentials);
