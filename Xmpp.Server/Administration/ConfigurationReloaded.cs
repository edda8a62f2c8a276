namespace Xmpp.Server.Administration;

/// <summary>What a new configuration came to.</summary>
/// <param name="Problems">Why it was refused as a whole; empty when it is in force.</param>
/// <param name="Changed">Keys that are in force now.</param>
/// <param name="NeedRestart">Keys that a restart would change.</param>
internal sealed record ConfigurationReloaded(
    IReadOnlyList<string> Problems, IReadOnlyList<string> Changed, IReadOnlyList<string> NeedRestart);
