using System.CommandLine;
using Spectre.Console;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Observability;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver reports list</c>: what users have reported (XEP-0377), whether the server runs or not.</summary>
internal static class ReportsCommand
{
    private static readonly Option<int> Limit = new("--limit")
    {
        Description = "How many at most.",
        DefaultValueFactory = _ => 100,
    };

    public static Command Build(CommandConsole console)
    {
        var list = new Command("list", "Print the abuse reports, the newest first.") { Limit };
        list.SetAction(async (parse, ct) =>
        {
            var options = Configured.Read(parse, console);
            var limit = parse.GetValue(Limit);
            if (limit is < 1 or > 1000)
                throw new CommandException("--limit is 1 to 1000");
            await using var control = await AccountAccess.OpenAsync(options, ct);
            Print(console, await control.ListReportsAsync(limit, ct));
        });
        return new Command("reports", "What users report to the operator.") { list };
    }

    private static void Print(CommandConsole console, IReadOnlyList<ReportLine> reports)
    {
        var isTerminal = console.Out.Profile.Out.IsTerminal;
        var table = new Table().AddColumns("Time", "Reporter", "Reported", "Reason", "Text", "Messages")
            .Border(TableBorder.Simple);
        foreach (var report in reports)
        {
            // Strangers wrote this: nothing in it may move a cursor.
            string[] cells =
            [
                report.ReceivedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm"), report.Reporter, report.Reported,
                Printable.Escape(report.Reason), Printable.Escape(report.Text ?? ""),
                Printable.Escape(string.Join(' ', report.StanzaIds)),
            ];
            if (isTerminal)
                table.AddRow([.. cells.Select(Markup.Escape)]);
            else
                console.Line(string.Join('\t', cells));
        }
        if (isTerminal)
            console.Out.Write(table);
    }
}
