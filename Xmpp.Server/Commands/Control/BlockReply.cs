namespace Xmpp.Server.Commands.Control;

/// <summary>Whether it changed anything; null for what is no pattern.</summary>
internal sealed record BlockReply(bool? Changed);
