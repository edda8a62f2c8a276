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

    [LoggerMessage(Level = LogLevel.Information, EventName = "certificates-asked",
        Message = "looking for new certificates")]
    public static partial void Reloading(this ILogger logger);
}
