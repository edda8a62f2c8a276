using System.CommandLine;
using System.Text.Json.Nodes;

namespace Xmpp.Server.Commands;

/// <summary>
/// <c>xmppserver operation NAME name=value …</c>: every operation of the administration, also those that have no command of
/// their own.
/// </summary>
internal static class OperationCommand
{
    private static readonly Argument<string> s_name = new("name")
    {
        Description = "Such as motd.set: the operationId in /api/v1/openapi.json, where its parameters are, too.",
    };

    private static readonly Argument<string[]> s_parameters = new("parameters")
    {
        Description = "name=value",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public static Command Build(CommandConsole console)
    {
        var command = new Command("operation", "Run any operation of the administration; what it gives is printed as JSON.")
        {
            s_name, s_parameters,
        };
        command.SetAction(async (parse, ct) =>
        {
            var arguments = new JsonObject();
            foreach (var text in parse.GetValue(s_parameters) ?? [])
            {
                var (name, value) = Split(text);
                if (!arguments.TryAdd(name, value))
                    throw new CommandException($"{name} is given twice");
            }
            var body = await OperationAccess.RunAsync(Configured.Read(parse, console), parse.GetRequiredValue(s_name), arguments, ct);
            console.Line(body.Count == 0 ? "done" : body.ToJsonString());
        });
        return command;
    }

    private static (string Name, string Value) Split(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        if (at <= 0)
            throw new CommandException($"{text} is not of the form name=value");
        // An argument can be read by every user of the machine (cases OPS-09).
        return text[..at] != "password"
            ? (text[..at], text[(at + 1)..])
            : throw new CommandException("a password is never an argument: see \"user add\" and \"user passwd\"");
    }
}
