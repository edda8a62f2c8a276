using System.CommandLine;
using Spectre.Console;
using Xmpp.Server.Accounts;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;
using Xmpp.Server.Data;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver user add|passwd|delete|disable|enable|clear-archive|role|list|export</c>, whether the server runs or not.</summary>
internal static class UserCommand
{
    private const int Page = 500;

    private static readonly Option<bool> PasswordStdin = new("--password-stdin")
    {
        Description = "Take the password from standard input, one line; so it is without a terminal, too.",
    };

    private static readonly Option<string?> Host = new("--host") { Description = "Only this host's accounts." };

    private static readonly Argument<string> Address = new("address")
    {
        Description = "juliet@capulet.example; with a single host the part before the @ is enough.",
    };

    public static Command Build(CommandConsole console) => new("user", "Accounts.")
    {
        WithPassword("add", "Create an account.", console, (accounts, jid, password, ct) => accounts.CreateAsync(jid, password, ct), "created"),
        WithPassword("passwd", "Set an account's password; its sessions are closed.", console, (accounts, jid, password, ct) => accounts.SetPasswordAsync(jid, password, ct), "has a new password"),
        Plain("disable", "Close an account's sessions and let nobody log in to it.", console, (accounts, jid, ct) => accounts.SetDisabledAsync(jid, true, ct), "disabled"),
        Plain("enable", "Let a disabled account log in again.", console, (accounts, jid, ct) => accounts.SetDisabledAsync(jid, false, ct), "enabled"),
        Plain("delete", "Delete an account and everything kept for it; its contacts are told.", console, (accounts, jid, ct) => accounts.DeleteAsync(jid, ct), "deleted"),
        Plain("clear-archive", "Remove every message from an account's archive.", console, (accounts, jid, ct) => accounts.ClearArchiveAsync(jid, ct), "has an empty archive"),
        AdministrationCommands.Role(console),
        List(console),
        Export(console),
    };

    private static Command WithPassword(
        string name, string description, CommandConsole console,
        Func<IAccountControl, Jid, string, CancellationToken, Task<AccountReply>> run, string done)
    {
        var command = new Command(name, description) { Address, PasswordStdin };
        command.SetAction(async (parse, ct) =>
        {
            var options = Configured.Read(parse, console);
            var account = Parse(parse.GetRequiredValue(Address), options);
            var password = await PasswordInput.ReadAsync(console, parse.GetValue(PasswordStdin), ct);
            await using var accounts = await AccountAccess.OpenAsync(options, ct);
            Report(console, account, await run(accounts, account, password, ct), done);
        });
        return command;
    }

    private static Command Plain(
        string name, string description, CommandConsole console,
        Func<IAccountControl, Jid, CancellationToken, Task<AccountReply>> run, string done)
    {
        var command = new Command(name, description) { Address };
        command.SetAction(async (parse, ct) =>
        {
            var options = Configured.Read(parse, console);
            var account = Parse(parse.GetRequiredValue(Address), options);
            await using var accounts = await AccountAccess.OpenAsync(options, ct);
            Report(console, account, await run(accounts, account, ct), done);
        });
        return command;
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
                throw new CommandException(Explain(account, AccountOutcome.NotFound));
            foreach (var line in report.Lines())
                console.Line("  " + line.Replace(" created", "", StringComparison.Ordinal).Replace("note: ", "", StringComparison.Ordinal));
            console.Line($"{account} written to {path}");
        });
        return command;
    }

    private static Command List(CommandConsole console)
    {
        var command = new Command("list", "Print the accounts.") { Host };
        command.SetAction(async (parse, ct) =>
        {
            var options = Configured.Read(parse, console);
            var host = parse.GetValue(Host);
            await using var accounts = await AccountAccess.OpenAsync(options, ct);
            var names = host is null ? options.Hosts.Select(h => h.Name) : [PrepareHost(host)];
            await PrintAsync(console, accounts, names, ct);
        });
        return command;
    }

    private static async Task PrintAsync(
        CommandConsole console, IAccountControl accounts, IEnumerable<string> hosts, CancellationToken ct)
    {
        var table = new Table().AddColumns("Account", "Created", "State").Border(TableBorder.Simple);
        foreach (var host in hosts)
        {
            string? after = null;
            do
            {
                var page = await accounts.ListAsync(host, after, Page, ct);
                foreach (var line in page)
                    Add(console, table, line);
                after = page.Count < Page ? null : page[^1].Jid;
            }
            while (after is not null);
        }
        if (console.Out.Profile.Out.IsTerminal)
            console.Out.Write(table);
    }

    // A pipe gets lines as they come, for other programs: no table, no colours, no wrapping.
    private static void Add(CommandConsole console, Table table, AccountLine line)
    {
        var created = line.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm");
        var state = line.IsDisabled ? "disabled" : "active";
        if (console.Out.Profile.Out.IsTerminal)
            table.AddRow(Markup.Escape(line.Jid), created, state);
        else
            console.Line($"{line.Jid}\t{created}\t{state}");
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

    private static void Report(CommandConsole console, Jid account, AccountReply reply, string done)
    {
        if (reply.Outcome != AccountOutcome.Done)
            throw new CommandException(Explain(account, reply.Outcome));
        console.Line($"{account} {done}");
        foreach (var rows in reply.Erased ?? [])
            console.Line($"  {rows.Name}: {rows.Rows}");
    }

    private static string Explain(Jid account, AccountOutcome outcome) => outcome switch
    {
        AccountOutcome.Exists => $"{account} exists already",
        AccountOutcome.NotFound => $"there is no account {account}",
        AccountOutcome.NotHosted => $"{account.Domain} is no host of this server; hosts are in server.toml",
        AccountOutcome.BadPassword => "this password cannot be used: it is empty or has characters that RFC 4013 forbids",
        AccountOutcome.Busy => "the server has too many passwords to work on; try again",
        _ => outcome.ToString(),
    };
}
