using System.CommandLine;
using System.Text.Json.Nodes;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Commands;

/// <summary>
/// What is done with several accounts at once: addresses as arguments, or with "-" from standard input, one a line, of which what is
/// behind the first tab is passed over, so that a list can be piped in. One that cannot be done does not stop the others (cases ABU-03).
/// </summary>
internal static class ManyAccounts
{
    private static readonly Argument<string[]> s_addresses = new("addresses")
    {
        Description = "juliet@capulet.example ...; - for standard input, one a line. With a single host the part before the @ is enough.",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command Build(
        string name, string description, CommandConsole console, string operation, string done, (string Name, bool Value) flag)
    {
        var command = new Command(name, description) { s_addresses };
        command.SetAction(async (parse, ct) =>
        {
            var options = Configured.Read(parse, console);
            var addresses = await ReadAsync(parse.GetRequiredValue(s_addresses), console, ct);
            var failed = 0;
            await using var access = await OperationAccess.OpenAsync(options, ct);
            foreach (var address in addresses)
            {
                try
                {
                    await DoAsync(console, options, access, address, operation, flag, done, ct);
                }
                catch (CommandException e) when (addresses.Count > 1)
                {
                    failed++;
                    console.ErrorLine($"xmppserver: {e.Message}");
                }
            }
            if (failed > 0)
                throw new CommandException($"{failed} of {addresses.Count} accounts are not {done}");
        });
        return command;
    }

    private static async Task DoAsync(
        CommandConsole console, ServerOptions options, OperationAccess access, string address, string operation,
        (string Name, bool Value) flag, string done, CancellationToken ct)
    {
        var account = UserCommand.Parse(address, options);
        await access.DoAsync(
            operation, new JsonObject { ["jid"] = account.ToString(), [flag.Name] = flag.Value }, ct,
            code => UserCommand.Explain(account, code));
        console.Line($"{account} {done}");
    }

    private static async Task<IReadOnlyList<string>> ReadAsync(string[] given, CommandConsole console, CancellationToken ct)
    {
        var addresses = new List<string>();
        foreach (var text in given)
        {
            if (text != "-")
            {
                addresses.Add(text);
                continue;
            }
            while (await console.Input.ReadLineAsync(ct) is { } line)
            {
                if (line.Split('\t')[0].Trim() is { Length: > 0 } address)
                    addresses.Add(address);
            }
        }
        return addresses.Count > 0 ? addresses : throw new CommandException("no addresses on standard input");
    }
}
