namespace Xmpp.Server.Commands.Control;

/// <summary>Which node is meant: the account or the service, and the NodeID.</summary>
internal sealed record NodeAddress(string Owner, string Node);
