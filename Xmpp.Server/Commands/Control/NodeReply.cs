namespace Xmpp.Server.Commands.Control;

/// <summary>A node, or null where there is none.</summary>
internal sealed record NodeReply(NodeDetails? Node, bool IsDone);
