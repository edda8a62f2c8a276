namespace Xmpp.Server.Administration;

/// <summary>Reads <c>server.toml</c> again and puts what may change while the server runs in force, as a whole (cases OPS-07).</summary>
internal interface IConfigurationReload
{
    /// <summary>What changed and what only a restart would change; or the problems, and then nothing has changed.</summary>
    Task<ConfigurationReloaded> ReloadAsync(CancellationToken ct);
}
