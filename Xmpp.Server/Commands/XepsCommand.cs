using System.CommandLine;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver xeps</c> prints <c>docs/XEPS.md</c> from what each feature says of itself.</summary>
internal static class XepsCommand
{
    public static Command Build(CommandConsole console)
    {
        var command = new Command("xeps", "Print the XEPs that this program implements, as Markdown.");
        command.SetAction(async (_, ct) => console.Line(await PrintAsync(ct)));
        return command;
    }

    public static async Task<string> PrintAsync(CancellationToken ct)
    {
        // Every feature as it is by default, on a database that goes with this command.
        var options = new ServerOptions { Storage = new DatabaseOptions { Path = ":memory:" } };
        await using var host = await ServerHost.StartAsync(
            options, TimeProvider.System, NullLoggerFactory.Instance, ct, listens: false);
        var lines = host.Features
            .SelectMany(feature => feature.Specs.Select(spec => (Spec: spec, Folder: FolderOf(feature))))
            .OrderBy(line => line.Spec.Number)
            .Select(line => $"| [XEP-{line.Spec.Number:d4}](https://xmpp.org/extensions/xep-{line.Spec.Number:d4}.html) "
                + $"| {line.Spec.Title} | {line.Spec.Version} | {line.Folder} |");
        return string.Join('\n',
            [
                "# Extensions", "",
                "Printed by `xmppserver xeps`; a test compares it with the program.", "",
                "| XEP | Title | Version | Folder |", "|---|---|---|---|", .. lines,
            ]);
    }

    // Xmpp.Server.Features.VCards.VCardFeature → Features/VCards
    private static string FolderOf(object feature)
    {
        var words = (feature.GetType().Namespace ?? "").Split('.');
        return $"`{string.Join('/', words[2..])}`";
    }
}
