namespace Xmpp.Server.Commands.Control;

/// <summary>One pattern that was blocked.</summary>
internal sealed record BlockedLine(string Pattern, DateTimeOffset BlockedAt);
