using System.CommandLine;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;

namespace Xmpp.Server.Commands;

/// <summary>The configuration that a command works with: the same code for all of them (cases OPS-07).</summary>
internal static class Configured
{
    public static Option<string?> File { get; } = new("--config", "-c")
    {
        Description = $"The configuration; without it ${ServerConfiguration.FileVariable}, or {ServerConfiguration.DefaultFile} here.",
        Recursive = true,
    };

    /// <summary>Reads it; mistakes are printed and end the command.</summary>
    public static ServerOptions Read(ParseResult parse, CommandConsole console) => Read(Load(parse), console);

    public static ConfigurationResult Load(ParseResult parse) =>
        ServerConfiguration.Load(parse.GetValue(File), ServerConfiguration.CurrentEnvironment());

    public static ServerOptions Read(ConfigurationResult read, CommandConsole console)
    {
        foreach (var warning in read.Warnings)
            console.ErrorLine($"warning: {Printable.Escape(warning.ToString())}");
        foreach (var problem in read.Problems)
            console.ErrorLine(Printable.Escape(problem.ToString()));
        return read.Options ?? throw new CommandException("nothing was done: the configuration has mistakes")
        {
            Status = CommandException.Configuration,
        };
    }
}
