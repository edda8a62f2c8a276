using Spectre.Console;

namespace Xmpp.Server.Commands;

/// <summary>What a command reads from and prints to.</summary>
/// <param name="Out">For results.</param>
/// <param name="Error">For what went wrong.</param>
/// <param name="Input">For passwords that are not typed.</param>
/// <param name="IsInteractive">Somebody sits at the keyboard.</param>
internal sealed record CommandConsole(IAnsiConsole Out, IAnsiConsole Error, TextReader Input, bool IsInteractive)
{
    public static CommandConsole System() => new(
        AnsiConsole.Console,
        AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) }),
        Console.In,
        !Console.IsInputRedirected);

    /// <summary>One line as it is: never wrapped, never read as markup.</summary>
    public void Line(string text) => Out.Profile.Out.Writer.WriteLine(text);

    public void ErrorLine(string text) => Error.Profile.Out.Writer.WriteLine(text);
}
