namespace Xmpp.Storage.Accounts;

/// <summary>How an account came to be (cases ABU-03).</summary>
/// <param name="Way">By what.</param>
/// <param name="Address">The IP address of who made it for himself; null for the others, and when it has been forgotten.</param>
public sealed record AccountOrigin(AccountWay Way, string? Address);
