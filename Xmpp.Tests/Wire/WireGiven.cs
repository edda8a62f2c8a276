namespace Xmpp.Tests.Wire;

/// <summary>A state that a script starts from, reached by real traffic that nobody looks at.</summary>
public sealed record WireGiven(WireGivenKind Kind, IReadOnlyList<string> Names);
