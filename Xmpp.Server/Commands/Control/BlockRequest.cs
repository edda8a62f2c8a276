namespace Xmpp.Server.Commands.Control;

/// <summary>A pattern on its way to the running server.</summary>
internal sealed record BlockRequest(string Pattern);
