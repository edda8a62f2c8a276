using System.CommandLine;
using System.Text.Json.Nodes;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver upload usage|list|show|delete|purge</c>: uploaded files (XEP-0363), whether the server runs or not.</summary>
internal static class UploadCommand
{
    private static readonly Option<string?> Host = new("--host") { Description = "Only this host's accounts." };
    private static readonly Option<bool> All = new("--all") { Description = "Every file of the account." };

    private static readonly Argument<string> Address = new("address")
    {
        Description = "juliet@capulet.example; with a single host the part before the @ is enough.",
    };

    private static readonly Argument<string> Id = new("id") { Description = "The file, as the list has it." };

    private static readonly Argument<string?> SomeId = new("id")
    {
        Description = "The file, as the list has it; or --all.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public static Command Build(CommandConsole console) => new("upload", "Files that accounts have uploaded.")
    {
        Usage(console),
        List(console),
        Show(console),
        Delete(console),
        Purge(console),
    };

    private static Command Usage(CommandConsole console)
    {
        var command = new Command("usage", "Print the accounts that have files: how many, how many octets, the newest.") { Host };
        command.SetAction(async (parse, ct) =>
        {
            await using var access = await OperationAccess.OpenAsync(Configured.Read(parse, console), ct);
            var table = new CommandTable(console, "Account", "Files", "Octets", "Newest");
            var arguments = new JsonObject { ["host"] = parse.GetValue(Host) };
            await foreach (var item in access.ListAsync("uploads.usage", arguments, int.MaxValue, ct))
                table.Add($"{item["jid"]}", $"{item["files"]}", $"{item["bytes"]}", CommandTable.Minute(item["newest"]?.ToString()));
            table.End();
        });
        return command;
    }

    private static Command List(CommandConsole console)
    {
        var command = new Command("list", "Print an account's newest files; where they can be got is told to nobody.") { Address };
        command.SetAction(async (parse, ct) =>
        {
            var body = await RunAsync(console, parse, "uploads.list", [], ct);
            var table = new CommandTable(console, "Id", "Name", "Type", "Octets", "Uploaded", "Ends");
            foreach (var item in body["items"]!.AsArray())
            {
                table.Add(
                    $"{item!["id"]}", $"{item["name"]}", $"{item["type"]}", $"{item["bytes"]}",
                    CommandTable.Minute(item["created"]?.ToString()), CommandTable.Minute(item["expires"]?.ToString()));
            }
            table.End();
        });
        return command;
    }

    private static Command Show(CommandConsole console)
    {
        var command = new Command("show", "Print what is known of a file.") { Address, Id };
        command.SetAction(async (parse, ct) =>
        {
            var body = await RunAsync(console, parse, "uploads.show", new JsonObject { ["id"] = parse.GetRequiredValue(Id) }, ct);
            foreach (var (name, value) in body)
                console.Line($"{name}\t{Observability.Printable.Escape(value?.ToString() ?? "-")}");
        });
        return command;
    }

    private static Command Delete(CommandConsole console)
    {
        var command = new Command("delete", "Delete a file of an account, or all of them.") { Address, SomeId, All };
        command.SetAction(async (parse, ct) =>
        {
            var id = parse.GetValue(SomeId);
            if (id is null != parse.GetValue(All))
                throw new CommandException("it takes the id of a file, or --all");
            var body = id is null
                ? await RunAsync(console, parse, "uploads.delete-all", [], ct)
                : await RunAsync(console, parse, "uploads.delete", new JsonObject { ["id"] = id }, ct);
            console.Line(id is null ? $"{body["deleted"]} deleted" : "deleted");
        });
        return command;
    }

    private static Command Purge(CommandConsole console)
    {
        var command = new Command("purge", "Remove at once what is over.");
        command.SetAction(async (parse, ct) =>
        {
            var body = await OperationAccess.RunAsync(Configured.Read(parse, console), "uploads.purge", [], ct);
            console.Line($"{body["removed"]} removed");
        });
        return command;
    }

    private static async Task<JsonObject> RunAsync(
        CommandConsole console, ParseResult parse, string operation, JsonObject arguments, CancellationToken ct)
    {
        ServerOptions options = Configured.Read(parse, console);
        var account = UserCommand.Parse(parse.GetRequiredValue(Address), options);
        arguments["jid"] = account.ToString();
        await using var access = await OperationAccess.OpenAsync(options, ct);
        return await access.DoAsync(
            operation, arguments, ct, code => code == "not-found" ? $"{account} has no such file" : null);
    }
}
