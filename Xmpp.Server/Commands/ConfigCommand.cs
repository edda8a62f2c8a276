using System.CommandLine;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver config show</c></summary>
internal static class ConfigCommand
{
    public static Command Build(CommandConsole console)
    {
        var show = new Command("show", "Print the configuration in force, with defaults and without secrets.");
        show.SetAction(parse => console.Line(OptionPrinter.Print(Configured.Read(parse, console)).TrimEnd()));
        return new Command("config", "The configuration.") { show };
    }
}
