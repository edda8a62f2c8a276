namespace Xmpp.Server.Configuration;

/// <summary>What came of reading the configuration.</summary>
/// <param name="File">The file that was read; null: none, all is default or from the environment.</param>
/// <param name="Options">Null if there are problems.</param>
/// <param name="Problems">All of them; nothing starts while there is one.</param>
/// <param name="Warnings">Dangerous, but allowed.</param>
public sealed record ConfigurationResult(
    string? File,
    ServerOptions? Options,
    IReadOnlyList<ConfigurationProblem> Problems,
    IReadOnlyList<ConfigurationProblem> Warnings)
{
    /// <summary>Where a key was written: itself or what is around it, in a list by name (<c>hosts[capulet.example].key</c>).</summary>
    internal Func<string, string> Locate { get; init; } = _ => File ?? "configuration";
}
