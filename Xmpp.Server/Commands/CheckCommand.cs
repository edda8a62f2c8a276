using System.CommandLine;
using System.Net;
using Spectre.Console;
using Xmpp.Server.Commands.Checks;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver check</c>: what would keep the server from its work, and what to do about it.</summary>
internal static class CheckCommand
{
    private static readonly Option<IPEndPoint?> Dns = new("--dns")
    {
        Description = "Ask this DNS server (address:port) and not the system's.",
        CustomParser = result =>
        {
            if (IPEndPoint.TryParse(result.Tokens[0].Value, out var server))
                return server.Port == 0 ? new IPEndPoint(server.Address, 53) : server;
            result.AddError($"{result.Tokens[0].Value} is no IP address with port");
            return null;
        },
    };

    public static Command Build(CommandConsole console)
    {
        var command = new Command(
            "check", "Look at the configuration, certificates, storage, ports and DNS records, and start nothing.") { Dns };
        command.SetAction((parse, ct) => RunAsync(Configured.Load(parse), parse.GetValue(Dns), console, ct));
        return command;
    }

    private static async Task<int> RunAsync(
        ConfigurationResult read, IPEndPoint? dns, CommandConsole console, CancellationToken ct)
    {
        List<CheckResult> results = [.. ConfigurationCheck.Run(read)];
        if (read.Options is { } options)
        {
            var running = await RunningCheck.FindAsync(options, ct);
            results.AddRange(CertificateCheck.Run(options, TimeProvider.System));
            results.AddRange(AuthorityCheck.Run(options, TimeProvider.System));
            results.AddRange(await StorageCheck.RunAsync(options, ct));
            results.AddRange(PortCheck.Run(options, running));
            results.AddRange(await DnsCheck.RunAsync(options, dns, ct));
        }
        foreach (var result in results)
            Print(console, result);
        var mistakes = results.Count(result => result.Verdict == CheckVerdict.Mistake);
        console.Line(mistakes == 0 ? "nothing stands in the way" : $"{mistakes} to mend before the server can start");
        return mistakes == 0 ? 0 : 1;
    }

    private static void Print(CommandConsole console, CheckResult result)
    {
        var (word, colour) = result.Verdict switch
        {
            CheckVerdict.Good => ("ok", "green"),
            CheckVerdict.Hint => ("hint", "yellow"),
            _ => ("MEND", "red"),
        };
        // Not through a table: a path or a line number must not be broken over lines.
        console.Out.Markup($"[{colour}]{word,-4}[/] ");
        console.Line($"{result.Subject}: {Printable.Escape(result.Message)}");
        if (result.Remedy is not null)
            console.Line($"       {Printable.Escape(result.Remedy)}");
    }
}
