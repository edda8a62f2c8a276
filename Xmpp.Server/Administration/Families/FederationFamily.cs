using System.Text.Json.Nodes;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Federation;
using Xmpp.Server.Routing;
using Xmpp.Storage.Administration;

namespace Xmpp.Server.Administration.Families;

/// <summary>Links with other servers, and domains that are not talked to.</summary>
/// <param name="federation">Null where it is switched off, or nothing runs.</param>
internal sealed class FederationFamily(BlockedDomains blocked, FederationServices? federation, HostTable hosts) : IOperations
{
    private static readonly OperationParameter s_pattern =
        OperationParameter.Text("pattern", "A domain, or \"*.\" and one for all below it.", isRequired: true) with { IsTarget = true };

    public IEnumerable<Operation> Operations =>
    [
        new("federation.links", "Lists the links with other servers.", AdminRole.Viewer, "GET", "/federation/links",
            [OperationParameter.OneHost], LinksAsync),
        new("federation.blocks", "Lists the domains that are not talked to.", AdminRole.Viewer, "GET", "/federation/blocks",
            [], ListAsync)
        { IsOfServer = true },
        new("federation.block", "Talks to a domain no more; streams with it end.", AdminRole.Admin, "POST", "/federation/blocks",
            [s_pattern], BlockAsync)
        { IsOfServer = true },
        new("federation.unblock", "Talks to a domain again.", AdminRole.Admin, "DELETE", "/federation/blocks",
            [s_pattern], UnblockAsync)
        { IsOfServer = true },
    ];

    private Task<OperationResult> LinksAsync(OperationCall call, CancellationToken ct)
    {
        var seesAll = call.Text("host") is null && call.Actor.Rights.Everywhere >= AdminRole.Viewer;
        var lines = federation is null ? [] : FederationLines.Of(federation)
            .Where(line => seesAll || (hosts.HostOf(line.Local) is { } host && call.Hosts.Contains(host)));
        return Task.FromResult(OperationResult.Page(
            lines.Select(line => new JsonObject
            {
                ["direction"] = line.Direction,
                ["local"] = line.Local,
                ["remote"] = line.Remote,
                ["state"] = line.State,
                ["method"] = line.Method,
                ["tls"] = line.Tls,
                ["queue"] = line.Queue,
                ["lastError"] = line.LastError,
            }),
            null));
    }

    private async Task<OperationResult> ListAsync(OperationCall call, CancellationToken ct) => OperationResult.Page(
        (await blocked.ListAsync(ct)).Select(domain => new JsonObject
        {
            ["pattern"] = domain.Pattern,
            ["since"] = Json.Time(domain.BlockedAt),
        }),
        null);

    private async Task<OperationResult> BlockAsync(OperationCall call, CancellationToken ct) =>
        await blocked.BlockAsync(call.RequiredText("pattern"), ct) switch
        {
            null => Bad(),
            true => OperationResult.Done,
            false => OperationResult.Conflict("exists", "It is blocked already."),
        };

    private async Task<OperationResult> UnblockAsync(OperationCall call, CancellationToken ct) =>
        await blocked.UnblockAsync(call.RequiredText("pattern"), ct) switch
        {
            null => Bad(),
            true => OperationResult.Done,
            false => OperationResult.NotFound("It is not blocked."),
        };

    private static OperationResult Bad() => OperationResult.Invalid("bad-pattern", "That is no domain and no pattern.");
}
