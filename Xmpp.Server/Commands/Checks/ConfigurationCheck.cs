using Xmpp.Server.Configuration;

namespace Xmpp.Server.Commands.Checks;

/// <summary>Every mistake of <c>server.toml</c> and of the environment.</summary>
internal static class ConfigurationCheck
{
    public static IEnumerable<CheckResult> Run(ConfigurationResult read)
    {
        foreach (var problem in read.Problems)
            yield return CheckResult.Mistake("configuration", $"{problem.Location}: {problem.Message}", Allowed(problem));
        foreach (var warning in read.Warnings)
            yield return CheckResult.Hint("configuration", $"{warning.Location}: {warning.Message}");
        if (read.Options is null)
            yield break;
        yield return CheckResult.Good("configuration", read.File ?? "no file, all is default or from the environment");
    }

    private static string? Allowed(ConfigurationProblem problem) =>
        problem.Allowed is null ? null : $"allowed: {problem.Allowed}";
}
