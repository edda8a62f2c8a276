using Microsoft.Extensions.Logging;

namespace Xmpp.Server.Commands;

internal static partial class RunLog
{
    [LoggerMessage(Level = LogLevel.Information, EventName = "started", Message = "started version={Version}")]
    public static partial void Started(this ILogger logger, string version);

    [LoggerMessage(Level = LogLevel.Information, EventName = "stopping", Message = "stopping")]
    public static partial void Stopping(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, EventName = "stopped", Message = "stopped")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, EventName = "configuration-reloaded",
        Message = "configuration read again changed={Changed} keys={Keys}")]
    public static partial void ConfigurationReloaded(this ILogger logger, int changed, string keys);

    [LoggerMessage(Level = LogLevel.Error, EventName = "configuration-refused",
        Message = "configuration not taken, the old one stays in force: {Problem}")]
    public static partial void ConfigurationRefused(this ILogger logger, string problem);

    [LoggerMessage(Level = LogLevel.Error, EventName = "configuration-failed", Message = "configuration could not be read again")]
    public static partial void ReloadBroke(this ILogger logger, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "configuration-warned", Message = "configuration: {Warning}")]
    public static partial void ConfigurationWarned(this ILogger logger, string warning);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "restart-needed",
        Message = "configuration that waits for the next start: {Keys}")]
    public static partial void RestartNeeded(this ILogger logger, string keys);

    [LoggerMessage(Level = LogLevel.Information, EventName = "certificates-asked",
        Message = "looking for new certificates")]
    public static partial void Reloading(this ILogger logger);
}
