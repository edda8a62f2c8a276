namespace Xmpp.Storage.Federation;

/// <summary>Other servers that are not talked to.</summary>
/// <param name="Pattern">A prepared domainpart, or <c>*.</c> and one: all below it.</param>
/// <param name="BlockedAt">Since when.</param>
public sealed record BlockedDomain(string Pattern, DateTimeOffset BlockedAt);
