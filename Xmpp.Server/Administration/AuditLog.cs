using System.Net;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Observability;
using Xmpp.Storage;
using Xmpp.Storage.Audit;

namespace Xmpp.Server.Administration;

/// <summary>
/// Who did what, from where, and what came of it: a row, and a line in the log in case the row cannot be written. Never what
/// was set.
/// </summary>
internal sealed partial class AuditLog(
    IAuditStore store, TimeSpan retention, BackgroundWork background, TimeProvider time, ILogger<AuditLog> logger)
{
    private static readonly TimeSpan s_interval = TimeSpan.FromHours(1);

    private long _lastCleaned = time.GetTimestamp();

    public IAuditStore Store => store;

    public async Task WriteAsync(Actor actor, string operation, string? host, string? target, OperationResult result)
    {
        var door = NameOf(actor.Door);
        var outcome = result.IsDone ? "done" : result.Code ?? "failed";
        LogOperation(new LogText(actor.Name), door, actor.Address, operation, host ?? "-", new LogText(target ?? "-"), outcome);
        try
        {
            // Not to be given up because the one who asked has gone.
            await store.AddAsync(
                new AuditEntry(
                    0, time.GetUtcNow(), actor.Name, door, actor.Address?.ToString(), operation, host, target, outcome),
                CancellationToken.None);
        }
        catch (StorageException e)
        {
            LogLost(e, operation);
        }
    }

    /// <summary>Looks at the clock: removes what is too old, about every hour.</summary>
    public void Tick()
    {
        if (retention <= TimeSpan.Zero || time.GetElapsedTime(_lastCleaned) < s_interval)
            return;
        _lastCleaned = time.GetTimestamp();
        background.Run("audit retention", ct => store.RemoveBeforeAsync(time.GetUtcNow() - retention, ct));
    }

    public static string NameOf(Door door) => door switch { Door.Rest => "rest", Door.AdHoc => "adhoc", _ => "cli" };

    [LoggerMessage(Level = LogLevel.Information, EventName = "audit",
        Message = "audit actor={Actor} door={Door} address={Address} operation={Operation} host={Host} target={Target} outcome={Outcome}")]
    private partial void LogOperation(
        LogText actor, string door, IPAddress? address, string operation, string host, LogText target, string outcome);

    [LoggerMessage(Level = LogLevel.Error, EventName = "audit-entry-lost", Message = "the audit entry could not be stored operation={Operation}")]
    private partial void LogLost(Exception e, string operation);
}
