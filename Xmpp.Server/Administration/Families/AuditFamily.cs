using System.Globalization;
using System.Text.Json.Nodes;
using Xmpp.Storage.Administration;
using Xmpp.Storage.Audit;

namespace Xmpp.Server.Administration.Families;

/// <summary>Who did what.</summary>
internal sealed class AuditFamily(IAuditStore store) : IOperations
{
    public IEnumerable<Operation> Operations =>
    [
        new("audit.list", "Lists what administrators did, the newest first.", AdminRole.Admin, "GET", "/audit",
            [OperationParameter.OneHost, .. OperationParameter.Page], ListAsync),
    ];

    private async Task<OperationResult> ListAsync(OperationCall call, CancellationToken ct)
    {
        long? before = null;
        if (call.Cursor is { } cursor)
        {
            if (!long.TryParse(cursor, CultureInfo.InvariantCulture, out var id))
                return OperationResult.Invalid("invalid", "\"cursor\" is none of ours");
            before = id;
        }
        var seesAll = call.Text("host") is null && call.Actor.Rights.Everywhere >= AdminRole.Admin;
        if (!seesAll && call.Hosts.Count > 1)
            return OperationResult.Invalid("invalid", "\"host\" is missing");
        var entries = await store.ListAsync(seesAll ? null : call.Hosts[0], before, call.Limit, ct);
        return OperationResult.Page(
            entries.Select(entry => new JsonObject
            {
                ["id"] = entry.Id,
                ["at"] = Json.Time(entry.At),
                ["actor"] = entry.Actor,
                ["door"] = entry.Door,
                ["address"] = entry.Address,
                ["operation"] = entry.Operation,
                ["host"] = entry.Host,
                ["target"] = entry.Target,
                ["outcome"] = entry.Outcome,
            }),
            entries.Count == call.Limit ? entries[^1].Id.ToString(CultureInfo.InvariantCulture) : null);
    }
}
