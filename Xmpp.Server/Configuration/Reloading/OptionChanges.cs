namespace Xmpp.Server.Configuration.Reloading;

/// <summary>What a newer configuration has otherwise than the one in force.</summary>
/// <param name="Live">Keys that can change now.</param>
/// <param name="AtRestart">Keys that stay as they are until the next start.</param>
/// <param name="Steps">Bring the first into force.</param>
/// <param name="Components">All components there are afterwards; null if nothing of them changes.</param>
/// <param name="Hosts">What changes of the hosts, which is among the first; null if nothing does.</param>
internal sealed record OptionChanges(
    IReadOnlyList<string> Live, IReadOnlyList<string> AtRestart, IReadOnlyList<Action> Steps,
    IReadOnlyList<ComponentOptions>? Components, HostChange? Hosts);
