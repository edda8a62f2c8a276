using System.CommandLine;
using System.Globalization;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Observability;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver pubsub list|show|delete</c>: nodes of accounts and services, whether the server runs or not.</summary>
internal static class NodesCommand
{
    private const int Page = 500;

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
            await using var control = await AccountAccess.OpenAsync(Configured.Read(parse, console), ct);
            await ListAsync(console, control, owner, ct);
        });
        var show = new Command("show", "Print what a node is.") { Owner, Node };
        show.SetAction(async (parse, ct) =>
        {
            var owner = Parse(parse.GetRequiredValue(Owner));
            await using var control = await AccountAccess.OpenAsync(Configured.Read(parse, console), ct);
            Print(console, await control.FindNodeAsync(owner, parse.GetRequiredValue(Node), ct)
                ?? throw new CommandException($"{owner} has no such node"));
        });
        var delete = new Command("delete", "Delete a node and all that is in it; its subscribers are told.") { Owner, Node };
        delete.SetAction(async (parse, ct) =>
        {
            var owner = Parse(parse.GetRequiredValue(Owner));
            await using var control = await AccountAccess.OpenAsync(Configured.Read(parse, console), ct);
            if (!await control.DeleteNodeAsync(owner, parse.GetRequiredValue(Node), ct))
                throw new CommandException($"{owner} has no such node");
            console.Line("deleted");
        });
        return new Command("pubsub", "Nodes of accounts and services.") { list, show, delete };
    }

    private static async Task ListAsync(CommandConsole console, IAccountControl control, Jid owner, CancellationToken ct)
    {
        for (string? after = null; ;)
        {
            var page = await control.ListNodesAsync(owner, after, Page, ct);
            foreach (var node in page)
            {
                // Anybody may name a node: nothing in a name may move a cursor.
                console.Line(string.Create(
                    CultureInfo.InvariantCulture, $"{Printable.Escape(node.Node)}\t{node.Items}\t{node.Bytes}"));
            }
            if (page.Count < Page)
                return;
            after = page[^1].Node;
        }
    }

    private static void Print(CommandConsole console, NodeDetails node)
    {
        console.Line($"node\t{Printable.Escape(node.Node)}");
        console.Line($"creator\t{node.Creator}");
        console.Line($"created\t{node.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)}");
        console.Line(string.Create(CultureInfo.InvariantCulture, $"items\t{node.Items}"));
        console.Line(string.Create(CultureInfo.InvariantCulture, $"bytes\t{node.Bytes}"));
        console.Line(string.Create(CultureInfo.InvariantCulture, $"subscriptions\t{node.Subscriptions}"));
        console.Line(string.Create(CultureInfo.InvariantCulture, $"pending\t{node.Pending}"));
        foreach (var (entity, affiliation) in node.Affiliations)
            console.Line($"{affiliation}\t{entity}");
        foreach (var (name, value) in node.Configuration)
            console.Line($"{name}\t{Printable.Escape(value)}");
    }

    private static Jid Parse(string owner) => Jid.TryParse(owner, out var jid) && jid.IsBare
        ? jid
        : throw new CommandException($"{owner} is no address of an account or a service");
}
