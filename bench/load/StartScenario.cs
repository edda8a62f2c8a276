using System.Diagnostics;

namespace XmppLoad;

/// <summary>
/// How long from starting the server's process until the first login has its session. The command goes on running
/// afterwards: whoever called ends it, by the pid in its output.
/// </summary>
internal static class StartScenario
{
    public static async Task RunAsync(Bench b)
    {
        var command = b.Options.Text("command") ?? throw new UsageException("start needs --command");
        var output = b.Options.Text("output") ?? throw new UsageException("start needs --output, a file");
        b.Options.RefuseUnknown();
        await WarmUpAsync(b);
        var clock = Stopwatch.StartNew();
        using var server = Process.Start(
            new ProcessStartInfo("/bin/sh") { ArgumentList = { "-c", $"exec {command} >{output} 2>&1" } })
            ?? throw new RunFailedException("no process came of the command");
        while (true)
        {
            try
            {
                var c = await Connection.LoginAsync(b.Login, b.UserName(0), b.Password(0), "first");
                b.Set("seconds_to_first_login", clock.Elapsed.TotalSeconds, 3);
                await c.CloseAsync();
                return;
            }
            catch (Exception e) when (clock.Elapsed < b.Login.Timeout && !server.HasExited)
            {
                b.Set("last_refusal", e.Message);
                await Task.Delay(5);
            }
        }
    }

    /// <summary>A connection that is refused loads this tool's own code before the clock runs.</summary>
    private static async Task WarmUpAsync(Bench b)
    {
        try
        {
            var c = await Connection.LoginAsync(b.Login, b.UserName(0), b.Password(0), "early");
            await c.CloseAsync();
        }
        catch (Exception)
        {
            return;
        }
        throw new RunFailedException("a server already answers there");
    }
}
