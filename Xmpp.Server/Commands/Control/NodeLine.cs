namespace Xmpp.Server.Commands.Control;

/// <summary>One line of the list of nodes (XEP-0060).</summary>
internal sealed record NodeLine(string Node, long Items, long Bytes);
