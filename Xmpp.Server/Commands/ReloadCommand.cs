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
            var socket = ControlSocket.PathOf(Configured.Read(parse, console));
            if (!await ControlSocket.AnswersAsync(socket, ct))
                throw new CommandException("the server is not running");
            await using var control = new ControlClient(socket);
            Print(await control.ReloadAsync(ct), console);
        });
        return command;
    }

    private static void Print(ReloadReply reply, CommandConsole console)
    {
        foreach (var problem in reply.Problems)
            console.ErrorLine(Printable.Escape(problem));
        if (reply.Problems.Count > 0)
            throw new CommandException("nothing was changed: the configuration, as the running server reads it, has mistakes");
        foreach (var key in reply.Changed)
            console.Line($"changed: {Printable.Escape(key)}");
        foreach (var key in reply.AtRestart)
            console.Line($"waits for a restart: {Printable.Escape(key)}");
        if (reply.Changed.Count + reply.AtRestart.Count == 0)
            console.Line("nothing has changed");
    }
}
