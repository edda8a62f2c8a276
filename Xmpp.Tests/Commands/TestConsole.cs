using Spectre.Console;
using Xmpp.Server.Commands;

namespace Xmpp.Tests.Commands;

/// <summary>Runs a command in this process and keeps what it prints.</summary>
internal sealed class TestConsole : IDisposable
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public string Out => _out.ToString();
    public string Error => _error.ToString();

    public async Task<int> RunAsync(string? input, params string[] arguments)
    {
        _out.GetStringBuilder().Clear();
        _error.GetStringBuilder().Clear();
        var console = new CommandConsole(Console(_out), Console(_error), new StringReader(input ?? ""), false);
        return await CommandLine.RunAsync(arguments, console, CancellationToken.None);
    }

    public void Dispose()
    {
        _out.Dispose();
        _error.Dispose();
    }

    private static IAnsiConsole Console(StringWriter writer) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.No,
        ColorSystem = ColorSystemSupport.NoColors,
        Out = new AnsiConsoleOutput(writer),
    });
}
