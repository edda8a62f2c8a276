using Microsoft.Extensions.Logging;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;
using Xmpp.Server.Configuration.Reloading;

namespace Xmpp.Server.Commands;

/// <summary>
/// Reads the configuration again while the server runs (cases OPS-07). With a mistake in it the one in force stays, as a
/// whole; certificates are looked at in any case.
/// </summary>
/// <param name="host">Whose configuration it is.</param>
/// <param name="read">Reads and checks it, as at the start.</param>
/// <param name="logger">Says what came of it.</param>
internal sealed class ConfigurationReload(ServerHost host, Func<ConfigurationResult> read, ILogger logger)
{
    private readonly Lock _lock = new();
    private Task _last = Task.CompletedTask;

    /// <summary>One after the other; hosts that are still about to go from the last one are waited for.</summary>
    public Task<ReloadReply> RunAsync()
    {
        lock (_lock)
        {
            var next = RunAsync(_last);
            _last = next;
            return next;
        }
    }

    private async Task<ReloadReply> RunAsync(Task before)
    {
        await before;
        logger.Reloading();
        try
        {
            await host.HostChanges.Settled;
            host.Certificates.Reload();
            return Take(read());
        }
#pragma warning disable CA1031 // a signal's exception would end the program
        catch (Exception e)
#pragma warning restore CA1031
        {
            logger.ReloadBroke(e);
            return new ReloadReply([$"a fault of this program: {e.Message}"], [], [], []);
        }
    }

    private ReloadReply Take(ConfigurationResult result)
    {
        var warnings = result.Warnings.Select(warning => warning.ToString()).ToList();
        warnings.ForEach(logger.ConfigurationWarned);
        if (result.Options is not { } options)
        {
            var problems = result.Problems.Select(problem => problem.ToString()).ToList();
            return Refuse(problems, warnings);
        }
        OptionChanges changes;
        try
        {
            changes = host.Configuration.Take(options);
        }
        catch (ReloadRefusedException e)
        {
            var problem = e.Key is { } key ? new ConfigurationProblem(result.Locate(key), e.Message).ToString() : e.Message;
            return Refuse([problem], warnings);
        }
        logger.ConfigurationReloaded(changes.Live.Count, string.Join(' ', changes.Live));
        if (changes.AtRestart.Count > 0)
            logger.RestartNeeded(string.Join(' ', changes.AtRestart));
        return new ReloadReply([], warnings, changes.Live, changes.AtRestart);
    }

    private ReloadReply Refuse(List<string> problems, IReadOnlyList<string> warnings)
    {
        problems.ForEach(logger.ConfigurationRefused);
        return new ReloadReply(problems, warnings, [], []);
    }
}
