using System.Net;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation.Identity;

namespace Xmpp.Server.Federation;

/// <summary>What federation says in the log: once for each stream, with the reason.</summary>
internal static partial class FederationLog
{
    [LoggerMessage(Level = LogLevel.Information, EventName = "server-stream-ready",
        Message = "server stream ready connection={Connection} direction={Direction} local={Local} remote={Remote} address={Address} method={Method} tls={Tls}")]
    public static partial void ServerStreamReady(
        this ILogger logger, long connection, string direction, string local, string remote, IPAddress address,
        string method, string tls);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "peer-certificate-refused",
        Message = "certificate refused connection={Connection} remote={Remote} address={Address} verdict={Verdict} reason={Reason}")]
    public static partial void PeerCertificateRefused(
        this ILogger logger, long connection, string remote, IPAddress address, PeerProof verdict, string reason);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "dialback-refused",
        Message = "dialback refused connection={Connection} local={Local} remote={Remote} address={Address} reason={Reason}")]
    public static partial void DialbackRefused(
        this ILogger logger, long connection, string local, string remote, IPAddress address, string reason);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "server-not-reached",
        Message = "server not reached local={Local} remote={Remote} condition={Condition} bounced={Bounced} reason={Reason}")]
    public static partial void ServerNotReached(
        this ILogger logger, string local, string remote, string condition, int bounced, string reason);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "peer-forged",
        Message = "forged by a server connection={Connection} remote={Remote} address={Address} what={What}")]
    public static partial void PeerForged(
        this ILogger logger, long connection, string remote, IPAddress address, string what);

    [LoggerMessage(Level = LogLevel.Information, EventName = "server-stream-ended",
        Message = "server stream ended connection={Connection} direction={Direction} remote={Remote} reason={Reason} unacknowledged={Unacknowledged}")]
    public static partial void ServerStreamEnded(
        this ILogger logger, long connection, string direction, string remote, string reason, int unacknowledged);

    [LoggerMessage(Level = LogLevel.Information, EventName = "server-refused",
        Message = "server refused by policy connection={Connection} remote={Remote} address={Address} trust={Trust}")]
    public static partial void ServerRefused(
        this ILogger logger, long connection, string remote, IPAddress address, FederationTrust trust);
}
