using System.CommandLine;
using System.Text.Json.Nodes;
using Xmpp.Server.Observability;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver pubsub list|show|delete</c>: nodes of accounts and services, whether the server runs or not.</summary>
internal static class NodesCommand
{
    private static readonly Argument<string> Owner = new("owner")
    {
        Description = "The account or the service: juliet@capulet.example, pubsub.capulet.example.",
    };

    private static readonly Argument<string> Node = new("node") { Description = "The node, as the list names it." };

    public static Command Build(CommandConsole console)
    {
        var list = new Command("list", "Print the nodes, their items and octets.") { Owner };
        list.SetAction(async (parse, ct) =>
        {
            var owner = Parse(parse.GetRequiredValue(Owner));
            await using var access = await OperationAccess.OpenAsync(Configured.Read(parse, console), ct);
            var arguments = new JsonObject { ["owner"] = owner.ToString() };
            // Anybody may name a node: nothing in a name may move a cursor.
            await foreach (var node in access.ListAsync("nodes.list", arguments, int.MaxValue, ct))
                console.Line($"{Printable.Escape($"{node["node"]}")}\t{node["items"]}\t{node["bytes"]}");
        });
        var show = new Command("show", "Print what a node is.") { Owner, Node };
        show.SetAction(async (parse, ct) => Print(console, await RunAsync(console, parse, "nodes.show", ct)));
        var delete = new Command("delete", "Delete a node and all that is in it; its subscribers are told.") { Owner, Node };
        delete.SetAction(async (parse, ct) =>
        {
            await RunAsync(console, parse, "nodes.delete", ct);
            console.Line("deleted");
        });
        return new Command("pubsub", "Nodes of accounts and services.") { list, show, delete };
    }

    private static async Task<JsonObject> RunAsync(CommandConsole console, ParseResult parse, string operation, CancellationToken ct)
    {
        var owner = Parse(parse.GetRequiredValue(Owner));
        await using var access = await OperationAccess.OpenAsync(Configured.Read(parse, console), ct);
        var arguments = new JsonObject { ["owner"] = owner.ToString(), ["node"] = parse.GetRequiredValue(Node) };
        return await access.DoAsync(
            operation, arguments, ct, code => code is "not-found" or "not-hosted" ? $"{owner} has no such node" : null);
    }

    private static void Print(CommandConsole console, JsonObject node)
    {
        console.Line($"node\t{Printable.Escape($"{node["node"]}")}");
        console.Line($"creator\t{node["creator"]}");
        console.Line($"created\t{CommandTable.Minute(node["created"]?.ToString())}");
        foreach (var count in (string[])["items", "bytes", "subscriptions", "pending"])
            console.Line($"{count}\t{node[count]}");
        foreach (var (entity, affiliation) in node["affiliations"]!.AsObject())
            console.Line($"{affiliation}\t{entity}");
        foreach (var (name, value) in node["configuration"]!.AsObject())
            console.Line($"{name}\t{Printable.Escape($"{value}")}");
    }

    private static Jid Parse(string owner) => Jid.TryParse(owner, out var jid) && jid.IsBare
        ? jid
        : throw new CommandException($"{owner} is no address of an account or a service");
}
