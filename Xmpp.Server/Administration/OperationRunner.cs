using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;

namespace Xmpp.Server.Administration;

/// <summary>
/// The one way to every operation: parameters and rights are looked at here, for all doors, and what changes something is
/// audited here.
/// </summary>
internal sealed partial class OperationRunner(
    OperationTable table, Administrators administrators, HostTable hosts, SecondFactors factors, AuditLog audit,
    ILogger<OperationRunner> logger)
{
    public OperationTable Table => table;

    /// <summary>Runs it, or says why not. What is refused has done nothing.</summary>
    public async Task<OperationResult> RunAsync(Operation operation, Actor actor, JsonObject arguments, CancellationToken ct)
    {
        OperationResult result;
        OperationCall? call = null;
        try
        {
            (call, var refusal) = await CheckAsync(operation, actor, arguments, ct);
            // What has begun is done, whoever hangs up meanwhile.
            result = refusal ?? await operation.RunAsync(call!, operation.IsChange ? CancellationToken.None : ct);
        }
        catch (StorageException e)
        {
            LogStorage(e, operation.Name);
            result = new OperationResult(OperationOutcome.Unavailable, null, "storage", "The database cannot do it just now.");
        }
        catch when (operation.IsChange)
        {
            var failed = new OperationResult(OperationOutcome.Unavailable, null, "failed", "");
            await audit.WriteAsync(actor, operation.Name, HostOf(operation, call), TargetOf(operation, arguments), failed);
            throw;
        }
        if (operation.IsChange)
            await audit.WriteAsync(actor, operation.Name, HostOf(operation, call), TargetOf(operation, arguments), result);
        return result;
    }

    /// <summary>Whether the actor may do it anywhere: for lists of what there is to do.</summary>
    public bool MaySee(Operation operation, Actor actor) => operation.IsOfServer
        ? actor.Rights.Everywhere >= operation.Role
        : hosts.Names.Any(host => actor.Rights.At(host) >= operation.Role);

    private async ValueTask<(OperationCall? Call, OperationResult? Refusal)> CheckAsync(
        Operation operation, Actor actor, JsonObject arguments, CancellationToken ct)
    {
        // Rights before anything that could tell what there is.
        if (!MaySee(operation, actor))
            return (null, OperationResult.Forbidden);
        // A client logs in with the password alone: with a second factor that is not enough to change anything.
        if (operation.IsChange && actor is { Door: Door.AdHoc, Account: { } person } && await factors.IsOnAsync(person, ct))
            return (null, OperationResult.Forbidden);
        if (OperationArguments.TryRead(operation, arguments, out var problem) is not { } values)
            return (null, OperationResult.Invalid("invalid", problem ?? ""));
        string? concerned = null;
        foreach (var parameter in operation.Parameters)
        {
            if (!values.TryGetValue(parameter.Name, out var value) || DomainOf(parameter, value) is not { } domain)
                continue;
            var host = hosts.HostOf(domain);
            // The same answer for another host and for one that is not here (cases OPS-11).
            if (actor.Rights.At(host ?? "") < operation.Role)
                return (null, OperationResult.Forbidden);
            if (host is null || (parameter.Type != ParameterType.OfService && host != domain))
                return (null, OperationResult.Invalid("not-hosted", $"{domain} is no host of this server."));
            concerned ??= host;
        }
        var call = new OperationCall(
            actor, values,
            concerned is null ? [.. hosts.Names.Where(host => actor.Rights.At(host) >= operation.Role).Order(StringComparer.Ordinal)] : [concerned]);
        // Whoever could give a greater one a new password would be as great.
        if (operation.IsChange)
        {
            // What is his (nodes of PEP) is named as things of services are.
            foreach (var account in operation.Parameters
                .Where(p => p.Type is ParameterType.Account or ParameterType.OfService).Select(p => call.Jid(p.Name)))
            {
                if (account?.Local is not null && !actor.Rights.Covers(await administrators.RightsOfAsync(account, ct)))
                    return (null, OperationResult.Forbidden);
            }
        }
        return (call, null);
    }

    private static string? DomainOf(OperationParameter parameter, object value) => parameter.Type switch
    {
        ParameterType.Host => (string)value,
        ParameterType.Account or ParameterType.OfService => ((Jid)value).Domain,
        _ => null,
    };

    private static string? HostOf(Operation operation, OperationCall? call) =>
        operation.IsOfServer || call is not { Hosts: [var host] } ? null : host;

    // Texts of whoever asks: no longer than what they could mean.
    private static string? TargetOf(Operation operation, JsonObject arguments)
    {
        var targets = operation.Parameters.Where(p => p.IsTarget)
            .Select(p => (arguments[p.Name] as JsonValue)?.ToString()).Where(text => text is not null).ToList();
        if (targets.Count == 0)
            return null;
        var text = Observability.Printable.Escape(string.Join(' ', targets));
        return text.Length > 500 ? text[..500] : text;
    }

    [LoggerMessage(Level = LogLevel.Error, EventName = "operation-storage-failed", Message = "storage failed in operation={Operation}")]
    private partial void LogStorage(Exception e, string operation);
}
