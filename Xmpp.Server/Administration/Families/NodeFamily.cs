using System.Text.Json.Nodes;
using Xmpp.Server.Services.PubSub;
using Xmpp.Storage.Administration;

namespace Xmpp.Server.Administration.Families;

/// <summary>Nodes of accounts and services (XEP-0060, XEP-0163).</summary>
internal sealed class NodeFamily(NodeAdministration nodes) : IOperations
{
    private static readonly OperationParameter s_owner = OperationParameter.OfService("owner", "The account or the service.");

    private static readonly OperationParameter s_node =
        OperationParameter.Text("node", "The node's name.", isRequired: true) with { IsTarget = true };

    public IEnumerable<Operation> Operations =>
    [
        new("nodes.list", "Lists the nodes of an account or a service.", AdminRole.Viewer, "GET", "/nodes/{owner}",
            [s_owner, .. OperationParameter.Page], ListAsync),
        new("nodes.show", "Shows a node.", AdminRole.Viewer, "GET", "/nodes/{owner}/node", [s_owner, s_node], ShowAsync),
        new("nodes.delete", "Deletes a node with all that is in it; its subscribers are told.", AdminRole.Admin,
            "DELETE", "/nodes/{owner}/node", [s_owner, s_node], DeleteAsync),
    ];

    private async Task<OperationResult> ListAsync(OperationCall call, CancellationToken ct)
    {
        var page = await nodes.ListAsync(call.RequiredJid("owner"), call.Cursor, call.Limit, ct);
        return OperationResult.Page(
            page.Select(node => new JsonObject { ["node"] = node.Node, ["items"] = node.Items, ["bytes"] = node.Bytes }),
            page.Count == call.Limit ? page[^1].Node : null);
    }

    private async Task<OperationResult> ShowAsync(OperationCall call, CancellationToken ct)
    {
        if (await nodes.FindAsync(call.RequiredJid("owner"), call.RequiredText("node"), ct) is not { } node)
            return Missing();
        return OperationResult.Of(new JsonObject
        {
            ["node"] = node.Node,
            ["creator"] = node.Creator,
            ["created"] = Json.Time(node.CreatedAt),
            ["items"] = node.Items,
            ["bytes"] = node.Bytes,
            ["configuration"] = Texts(node.Configuration),
            ["affiliations"] = Texts(node.Affiliations),
            ["subscriptions"] = node.Subscriptions,
            ["pending"] = node.Pending,
        });
    }

    private async Task<OperationResult> DeleteAsync(OperationCall call, CancellationToken ct) =>
        await nodes.DeleteAsync(call.RequiredJid("owner"), call.RequiredText("node"), ct) ? OperationResult.Done : Missing();

    private static JsonObject Texts(IReadOnlyDictionary<string, string> texts) =>
        new(texts.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value))));

    private static OperationResult Missing() => OperationResult.NotFound("There is no such node.");
}
