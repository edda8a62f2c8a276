using System.Net;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Observability;

namespace Xmpp.Server.Streams;

/// <summary>What client streams say in the log.</summary>
internal static partial class StreamLog
{
    [LoggerMessage(Level = LogLevel.Warning, EventName = "connection-refused",
        Message = "connection refused connection={Connection} address={Address} limit={Limit}")]
    public static partial void ConnectionRefused(
        this ILogger logger, long connection, IPAddress address, ConnectionRefusal limit);

    /// <param name="jid">Who it was, or "-" before login.</param>
    [LoggerMessage(Level = LogLevel.Information, EventName = "stream-error",
        Message = "stream error connection={Connection} address={Address} jid={Jid} condition={Condition}")]
    public static partial void StreamFailed(
        this ILogger logger, long connection, IPAddress address, string jid, string condition);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "rate-sustained",
        Message = "against the rate limit for too long connection={Connection} address={Address} jid={Jid}")]
    public static partial void RateSustained(this ILogger logger, long connection, IPAddress address, string jid);

    [LoggerMessage(Level = LogLevel.Debug, EventName = "connection-broken",
        Message = "connection broken connection={Connection} address={Address} cause={Cause}")]
    public static partial void ConnectionBroken(
        this ILogger logger, long connection, IPAddress address, string cause);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "channel-binding-not-offered",
        Message = "logins cannot be bound to TLS (SCRAM-…-PLUS is not offered): {Reason}")]
    public static partial void BindingNotOffered(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, EventName = "stream-failed",
        Message = "a stream could not be handled connection={Connection}")]
    public static partial void StreamBroken(this ILogger logger, Exception e, long connection);
}
