using System.Net;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Observability;
using Xmpp.Server.Streams.Sasl;
using Xmpp.Server.Transport;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Streams;

/// <summary>Logs and counts how logins end. The line of a failed one is what deploy/fail2ban looks for.</summary>
internal sealed partial class LoginLog(ServerMetrics metrics, ILogger<LoginLog> logger)
{
    public void Note(SaslReply reply, IConnection connection)
    {
        var mechanism = reply.Mechanism ?? "unknown";
        if (reply.Account is { } account)
        {
            metrics.LoginEnded(mechanism, "success");
            LogSucceeded(connection.Id, connection.RemoteEndPoint.Address, account, mechanism);
        }
        else if (reply.Failure is { } failure)
        {
            metrics.LoginEnded(mechanism, failure.Condition);
            LogFailed(connection.RemoteEndPoint.Address, reply.ClaimedName ?? "-", mechanism, failure.Condition, connection.Id);
            if (reply.Fault is { } fault)
                LogFault(fault, connection.Id);
        }
    }

    [LoggerMessage(EventId = 301, Level = LogLevel.Information,
        Message = "login succeeded address={Address} account={Account} mechanism={Mechanism} connection={Connection}")]
    private partial void LogSucceeded(long connection, IPAddress address, Jid account, string mechanism);

    [LoggerMessage(EventId = 302, Level = LogLevel.Warning,
        Message = "login failed address={Address} account={Account} mechanism={Mechanism} reason={Reason} connection={Connection}")]
    private partial void LogFailed(IPAddress address, string account, string mechanism, string reason, long connection);

    [LoggerMessage(EventId = 303, Level = LogLevel.Error, Message = "credentials could not be asked connection={Connection}")]
    private partial void LogFault(Exception e, long connection);
}
