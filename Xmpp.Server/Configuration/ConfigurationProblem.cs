namespace Xmpp.Server.Configuration;

/// <summary>Something in the configuration that must be changed before the server starts, or a warning.</summary>
/// <param name="Location">"server.toml:12:1", or the name of an environment variable.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="Allowed">What could stand there instead, or null.</param>
public sealed record ConfigurationProblem(string Location, string Message, string? Allowed = null)
{
    public override string ToString() =>
        Allowed is null ? $"{Location}: {Message}" : $"{Location}: {Message}; allowed: {Allowed}";
}
