using System.CommandLine;
using System.Text.Json.Nodes;
using Xmpp.Server.Configuration;
using Xmpp.Server.Configuration.Reading;
using Xmpp.Server.Data;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver user add|passwd|delete|disable|enable|clear-archive|role|list|export</c>, whether the server runs or not.</summary>
internal static class UserCommand
{
    private static readonly Option<bool> PasswordStdin = new("--password-stdin")
    {
        Description = "Take the password from standard input, one line; so it is without a terminal, too.",
    };

    private static readonly Option<bool> Reserved = new("--reserved")
    {
        Description = "Take the name of a deleted account also while it is kept ([registration] deleted_names).",
    };

    private static readonly Option<string?> Host = new("--host") { Description = "Only this host's accounts." };

    private static readonly Option<string?> New = new("--new")
    {
        Description = "Only accounts that were made so long ago at most (7d, 12h), the newest first: with how, and from which address.",
    };

    private static readonly Argument<string> Address = new("address")
    {
        Description = "juliet@capulet.example; with a single host the part before the @ is enough.",
    };

    public static Command Build(CommandConsole console) => new("user", "Accounts.")
    {
        WithPassword("add", "Create an account.", console, "accounts.create", "created"),
        WithPassword("passwd", "Set an account's password; its sessions are closed.", console, "accounts.password", "has a new password"),
        ManyAccounts.Build(
            "disable", "Close the sessions of accounts and let nobody log in to them.", console, "accounts.disabled", "disabled", ("disabled", true)),
        ManyAccounts.Build(
            "enable", "Let disabled accounts log in again.", console, "accounts.disabled", "enabled", ("disabled", false)),
        Plain("delete", "Delete an account and everything kept for it; its contacts are told.", console, "accounts.delete", "deleted"),
        Plain("clear-archive", "Remove every message from an account's archive.", console, "accounts.clear-archive", "has an empty archive"),
        AdministrationCommands.Role(console),
        List(console),
        Export(console),
    };

    private static Command WithPassword(string name, string description, CommandConsole console, string operation, string done)
    {
        var command = new Command(name, description) { Address, PasswordStdin };
        var makes = operation == "accounts.create";
        if (makes)
            command.Options.Add(Reserved);
        command.SetAction(async (parse, ct) =>
        {
            var options = Configured.Read(parse, console);
            var account = Parse(parse.GetRequiredValue(Address), options);
            var password = await PasswordInput.ReadAsync(console, parse.GetValue(PasswordStdin), ct);
            var arguments = new JsonObject { ["password"] = password };
            if (makes && parse.GetValue(Reserved))
                arguments["reserved"] = true;
            await DoAsync(console, options, account, operation, arguments, done, ct);
        });
        return command;
    }

    private static Command Plain(
        string name, string description, CommandConsole console, string operation, string done)
    {
        var command = new Command(name, description) { Address };
        command.SetAction(async (parse, ct) =>
        {
            var options = Configured.Read(parse, console);
            var account = Parse(parse.GetRequiredValue(Address), options);
            await DoAsync(console, options, account, operation, [], done, ct);
        });
        return command;
    }

    private static async Task DoAsync(
        CommandConsole console, ServerOptions options, Jid account, string operation, JsonObject arguments, string done,
        CancellationToken ct)
    {
        arguments["jid"] = account.ToString();
        await using var access = await OperationAccess.OpenAsync(options, ct);
        var body = await access.DoAsync(operation, arguments, ct, code => Explain(account, code));
        console.Line($"{account} {done}");
        // What went (cases OPS-08).
        foreach (var (name, rows) in body["erased"] as JsonObject ?? body)
            console.Line($"  {name}: {rows}");
    }

    private static Command Export(CommandConsole console)
    {
        var folder = new Argument<string>("folder") { Description = "Where the files go; it must not be there yet." };
        var command = new Command("export", "Write everything that is kept for an account, for the person who owns it.") { Address, folder };
        command.SetAction(async (parse, ct) =>
        {
            var options = Configured.Read(parse, console);
            var account = Parse(parse.GetRequiredValue(Address), options);
            var path = parse.GetRequiredValue(folder);
            if (Path.Exists(path))
                throw new CommandException($"{path} is there already");
            await using var engine = await StorageEngine.OpenReadOnlyAsync(
                options.Storage.ToStorageOptions(options.DataDirectory), TimeProvider.System, ct);
            var report = new DataReport();
            if (!await new PersonExport(engine, TimeProvider.System).WriteAsync(account, path, report, ct))
                throw new CommandException($"there is no account {account}");
            foreach (var line in report.Lines())
                console.Line("  " + line.Replace(" created", "", StringComparison.Ordinal).Replace("note: ", "", StringComparison.Ordinal));
            console.Line($"{account} written to {path}");
            await DataAudit.NoteAsync(console, options, Control.DataActs.PersonExport, $"{account} {Path.GetFullPath(path)}", ct);
        });
        return command;
    }

    private static Command List(CommandConsole console)
    {
        var command = new Command("list", "Print the accounts.") { Host, New };
        command.SetAction(async (parse, ct) =>
        {
            var options = Configured.Read(parse, console);
            var host = parse.GetValue(Host);
            await using var access = await OperationAccess.OpenAsync(options, ct);
            if (parse.GetValue(New) is { } age)
            {
                await ListNewAsync(console, access, host is null ? null : PrepareHost(host), age, ct);
                return;
            }
            var names = host is null ? options.Hosts.Select(h => h.Name) : [PrepareHost(host)];
            var table = new CommandTable(console, "Account", "Created", "State");
            foreach (var name in names)
            {
                await foreach (var item in access.ListAsync("accounts.list", new JsonObject { ["host"] = name }, int.MaxValue, ct))
                {
                    table.Add(
                        item["jid"]!.ToString(), CommandTable.Minute(item["created"]?.ToString()),
                        (bool)item["disabled"]! ? "disabled" : "active");
                }
            }
            table.End();
        });
        return command;
    }

    // How long the addresses are known: [registration] keep_addresses.
    private static async Task ListNewAsync(CommandConsole console, OperationAccess access, string? host, string age, CancellationToken ct)
    {
        if (!OptionDuration.TryParse(age, out var within) || within < TimeSpan.FromSeconds(1))
            throw new CommandException($"{age} is no time such as 7d, 12h or 30m");
        var arguments = new JsonObject { ["host"] = host, ["within"] = Math.Min((long)within.TotalSeconds, int.MaxValue) };
        var table = new CommandTable(console, "Account", "Made", "State", "By", "From");
        await foreach (var item in access.ListAsync("accounts.new", arguments, int.MaxValue, ct))
        {
            table.Add(
                item["jid"]!.ToString(), CommandTable.Minute(item["made"]?.ToString()), (bool)item["disabled"]! ? "disabled" : "active",
                item["madeBy"]!.ToString(), item["madeFrom"]?.ToString() ?? "-");
        }
        table.End();
    }

    internal static Jid Parse(string text, ServerOptions options)
    {
        var full = text.Contains('@', StringComparison.Ordinal) || options.Hosts.Count != 1
            ? text
            : $"{text}@{options.Hosts[0].Name}";
        if (!Jid.TryParse(full, out var jid) || jid.Local is null || jid.IsFull)
            throw new CommandException($"{text} is no account's address (name@host)");
        return jid;
    }

    private static string PrepareHost(string host) =>
        Jid.TryCreate(null, host, null, out var jid) ? jid.Domain : throw new CommandException($"{host} is no host");

    internal static string? Explain(Jid account, string code) => code switch
    {
        "exists" => $"{account} exists already",
        "reserved" => $"{account} was an account that has been deleted, and its name is kept for a time; --reserved takes it all the same",
        "not-found" => $"there is no account {account}",
        "not-hosted" => $"{account.Domain} is no host of this server; hosts are in server.toml",
        "bad-password" => "this password cannot be used: it is empty or has characters that RFC 4013 forbids",
        "busy" => "the server has too many passwords to work on; try again",
        _ => null,
    };
}
