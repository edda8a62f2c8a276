using System.Text.Json.Nodes;
using Xmpp.Storage.Accounts;
using Xmpp.Storage.Administration;

namespace Xmpp.Server.Administration.Families;

/// <summary>Numbers for an overview, and the last ten minutes of them.</summary>
internal sealed class StatisticsFamily(Statistics statistics, IAccountStore accounts) : IOperations
{
    public IEnumerable<Operation> Operations =>
    [
        new("statistics.show", "Shows numbers of the hosts, and of the server to who may see all of it.", AdminRole.Viewer,
            "GET", "/statistics", [OperationParameter.OneHost], ShowAsync),
    ];

    private async Task<OperationResult> ShowAsync(OperationCall call, CancellationToken ct)
    {
        var hosts = new JsonArray();
        foreach (var host in call.Hosts)
        {
            var described = statistics.OfHost(host);
            described["accounts"] = await accounts.CountAsync(host, ct);
            described["disabled"] = await accounts.CountDisabledAsync(host, ct);
            hosts.Add((JsonNode)described);
        }
        var shown = new JsonObject { ["at"] = Json.Time(statistics.Now), ["hosts"] = hosts };
        // What is not of one host would tell of the others.
        if (call.Actor.Rights.Everywhere >= AdminRole.Viewer)
        {
            shown["server"] = statistics.OfServer();
            shown["history"] = statistics.History();
        }
        return OperationResult.Of(shown);
    }
}
