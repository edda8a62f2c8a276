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

    /// <summary>The same for a login over HTTP; <paramref name="reason"/> is null where it succeeded.</summary>
    public void NoteHttp(IPAddress address, string account, string? reason)
    {
        metrics.LoginEnded("http", reason ?? "success");
        if (reason is null)
            LogHttp(address, account);
        else
            LogFailed(address, account, "http", reason, 0);
    }

    [LoggerMessage(Level = LogLevel.Information, EventName = "http-login-succeeded",
        Message = "login succeeded address={Address} account={Account} mechanism=http")]
    private partial void LogHttp(IPAddress address, string account);

    [LoggerMessage(Level = LogLevel.Information, EventName = "login-succeeded",
        Message = "login succeeded address={Address} account={Account} mechanism={Mechanism} connection={Connection}")]
    private partial void LogSucceeded(long connection, IPAddress address, Jid account, string mechanism);

    [LoggerMessage(Level = LogLevel.Warning, EventName = "login-failed",
        Message = "login failed address={Address} account={Account} mechanism={Mechanism} reason={Reason} connection={Connection}")]
    private partial void LogFailed(IPAddress address, string account, string mechanism, string reason, long connection);

    [LoggerMessage(Level = LogLevel.Error, EventName = "login-fault",
        Message = "credentials could not be asked connection={Connection}")]
    private partial void LogFault(Exception e, long connection);
}
