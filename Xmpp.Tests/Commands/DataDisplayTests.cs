using System.Text;
using Spectre.Console;
using Xmpp.Server.Commands;

namespace Xmpp.Tests.Commands;

/// <summary>How far an export, an import or a backup is.</summary>
public sealed class DataDisplayTests
{
    [Test, CancelAfter(60_000)]
    public async Task Somebody_who_watches_sees_a_bar_that_grows(CancellationToken ct)
    {
        using var terminal = new Terminal();
        await DataDisplay.RunAsync(ConsoleOf(terminal), "import", "octets", async step =>
        {
            step(0, 0);
            await terminal.ShowsAsync("import", ct);
            step(25, 100);
            await terminal.ShowsAsync("25%", ct);
            step(50, 100);
            await terminal.ShowsAsync("50%", ct);
        });
        await terminal.ShowsAsync("100%", ct);
    }

    [Test]
    public async Task A_log_gets_a_line_now_and_then()
    {
        using var log = new StringWriter();
        await DataDisplay.RunAsync(ConsoleOf(new AnsiConsoleOutput(log)), "export", "accounts", step =>
        {
            foreach (var done in new[] { 1, 999, 1000, 1999, 2000 })
                step(done, 5000);
            step(3000, 0);
            return Task.CompletedTask;
        });
        Assert.That(log.ToString().ReplaceLineEndings("\n"), Is.EqualTo(
            "export: 1000 of 5000 accounts\nexport: 2000 of 5000 accounts\nexport: 3000 accounts\n"));
    }

    private static CommandConsole ConsoleOf(IAnsiConsoleOutput output)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = output.IsTerminal ? AnsiSupport.Yes : AnsiSupport.No,
            Interactive = output.IsTerminal ? InteractionSupport.Yes : InteractionSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = output,
        });
        return new CommandConsole(console, console, TextReader.Null, output.IsTerminal);
    }

    /// <summary>What is written to it can be waited for.</summary>
    private sealed class Terminal : StringWriter, IAnsiConsoleOutput
    {
        private readonly Lock _lock = new();
        private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TextWriter Writer => this;
        public bool IsTerminal => true;
        public int Width => 100;
        public int Height => 30;

        public void SetEncoding(Encoding encoding)
        {
            // There is one.
        }

        public override void Write(string? value)
        {
            lock (_lock)
            {
                base.Write(value);
                _more.TrySetResult();
            }
        }

        public async Task ShowsAsync(string text, CancellationToken ct)
        {
            while (true)
            {
                Task more;
                lock (_lock)
                {
                    if (ToString().Contains(text, StringComparison.Ordinal))
                        return;
                    _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
                    more = _more.Task;
                }
                await more.WaitAsync(ct);
            }
        }
    }
}
