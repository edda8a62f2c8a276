using System.CommandLine;

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
            await using var access = await OperationAccess.OpenAsync(options, ct);
            var table = new CommandTable(console, "Time", "Reporter", "Reported", "Reason", "Text", "Messages");
            await foreach (var report in access.ListAsync("reports.list", [], limit, ct))
            {
                table.Add(
                    CommandTable.Minute(report["received"]?.ToString()), $"{report["reporter"]}", $"{report["reported"]}",
                    $"{report["reason"]}", $"{report["text"]}", string.Join(' ', report["messages"]!.AsArray()));
            }
            table.End();
        });
        return new Command("reports", "What users report to the operator.") { list };
    }
}
