using System.Net;
using Microsoft.Extensions.Logging;

namespace Xmpp.Server.Components;

/// <summary>What component streams say in the log.</summary>
internal static partial class ComponentLog
{
    [LoggerMessage(Level = LogLevel.Information, EventName = "component-connected",
        Message = "component connected name={Name} address={Address} connection={Connection}")]
    public static partial void ComponentConnected(this ILogger logger, string name, IPAddress address, long connection);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "component-forbidden",
        Message = "component {Name} tried what it was not granted: {What} (told once)")]
    public static partial void ComponentForbidden(this ILogger logger, string name, string what);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "component-refused",
        Message = "component handshake failed name={Name} address={Address} connection={Connection}")]
    public static partial void ComponentRefused(this ILogger logger, string name, IPAddress address, long connection);
}
