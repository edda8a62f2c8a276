using System.CommandLine;
using System.Runtime.InteropServices;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver version</c></summary>
internal static class VersionCommand
{
    public static Command Build(CommandConsole console)
    {
        var command = new Command("version", "Print the version of the program and of what it runs on.");
        command.SetAction(_ => console.Line(
            $"{ServerVersion.Name} {ServerVersion.Number} ({RuntimeInformation.FrameworkDescription}, "
            + $"{RuntimeInformation.RuntimeIdentifier})"));
        return command;
    }
}
