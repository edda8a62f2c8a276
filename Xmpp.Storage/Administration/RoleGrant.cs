using Xmpp.Stanzas.Jids;

namespace Xmpp.Storage.Administration;

/// <summary>A role of an account, at one host or (null) everywhere.</summary>
public sealed record RoleGrant(Jid Account, string? Host, AdminRole Role);
