using Spectre.Console;

namespace Xmpp.Server.Commands;

/// <summary>How far a long command is: a bar for somebody who watches, a line now and then for a log.</summary>
internal static class DataDisplay
{
    private const int LineEvery = 1000;

    /// <summary>Runs the work, which tells each step: how far, and of how much (0: unknown).</summary>
    public static async Task RunAsync(
        CommandConsole console, string title, string unit, Func<Action<long, long>, Task> work)
    {
        if (!console.Error.Profile.Out.IsTerminal)
        {
            var next = (long)LineEvery;
            await work((done, total) =>
            {
                if (done < next)
                    return;
                next = done + LineEvery;
                console.ErrorLine(total > 0 ? $"{title}: {done} of {total} {unit}" : $"{title}: {done} {unit}");
            });
            return;
        }
        await console.Error.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(title);
                task.IsIndeterminate(true);
                await work((done, total) =>
                {
                    task.IsIndeterminate(total <= 0);
                    task.MaxValue = Math.Max(total, 1);
                    task.Value = Math.Min(done, total);
                });
                task.Value = task.MaxValue;
            });
    }
}
