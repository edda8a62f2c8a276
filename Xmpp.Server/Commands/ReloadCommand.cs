using System.CommandLine;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Observability;

namespace Xmpp.Server.Commands;

/// <summary><c>xmppserver reload</c>: the running server reads its configuration and its certificates again.</summary>
internal static class ReloadCommand
{
    public static Command Build(CommandConsole console)
    {
        var command = new Command("reload", "Let the running server read its configuration and certificates again.");
        command.SetAction(async (parse, ct) =>
        {
            // The same file, checked here first: with a mistake in it there is nothing to ask for.
            var options = Configured.Read(parse, console);
            if (!await ControlSocket.AnswersAsync(ControlSocket.PathOf(options), ct))
                throw new CommandException("the server is not running");
            await using var access = await OperationAccess.OpenAsync(options, ct);
            Print(await access.RunAsync("configuration.reload", [], ct), console);
        });
        return command;
    }

    private static void Print(OperationReply reply, CommandConsole console)
    {
        if (!reply.IsDone)
        {
            console.ErrorLine(Printable.Escape(reply.Detail));
            throw new CommandException("nothing was changed: the configuration, as the running server reads it, has mistakes");
        }
        var (changed, atRestart) = (reply.Body["changed"]!.AsArray(), reply.Body["needRestart"]!.AsArray());
        foreach (var key in changed)
            console.Line($"changed: {Printable.Escape($"{key}")}");
        foreach (var key in atRestart)
            console.Line($"waits for a restart: {Printable.Escape($"{key}")}");
        if (changed.Count + atRestart.Count == 0)
            console.Line("nothing has changed");
    }
}
