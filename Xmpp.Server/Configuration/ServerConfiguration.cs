using System.Collections;
using Xmpp.Server.Configuration.Reading;

namespace Xmpp.Server.Configuration;

/// <summary>Reads <c>server.toml</c> and the environment; <c>check</c> and <c>run</c> both use this.</summary>
public static class ServerConfiguration
{
    /// <summary>Read when no file is named, if it is in the current directory.</summary>
    public const string DefaultFile = "server.toml";

    /// <summary>Names the file when the command line does not.</summary>
    public const string FileVariable = "XMPP_CONFIG";

    /// <summary>This process's environment.</summary>
    public static IReadOnlyDictionary<string, string> CurrentEnvironment() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => entry.Value as string ?? "", StringComparer.Ordinal);

    /// <param name="file">Null: the file of <see cref="FileVariable"/>, else <see cref="DefaultFile"/> if it is there.</param>
    /// <param name="environment">Variables whose names begin with <c>XMPP_</c> override the file.</param>
    public static ConfigurationResult Load(string? file, IReadOnlyDictionary<string, string> environment)
    {
        file ??= environment.GetValueOrDefault(FileVariable) is { Length: > 0 } named ? named : null;
        file ??= File.Exists(DefaultFile) ? DefaultFile : null;
        if (file is null)
            return Parse(null, "", environment);
        try
        {
            return Parse(file, File.ReadAllText(file), environment);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ConfigurationResult(
                file, null, [new ConfigurationProblem(file, $"cannot be read: {e.Message}")], []);
        }
    }

    /// <summary>The same for text that was read already; <paramref name="file"/> is only for messages and paths.</summary>
    public static ConfigurationResult Parse(
        string? file, string text, IReadOnlyDictionary<string, string> environment)
    {
        List<ConfigurationProblem> problems = [];
        List<ConfigurationProblem> warnings = [];
        var root = new TomlReader(file ?? DefaultFile, problems).Read(text);
        if (root is null)
            return new ConfigurationResult(file, null, problems, warnings);

        new EnvironmentOverrides(problems, warnings).Apply(root, environment);
        var options = new ServerOptions();
        var binder = new OptionBinder(Path.GetDirectoryName(file) ?? "", problems);
        binder.Bind(options, root);
        string Find(string path) => Locate(binder, path, file);
        new OptionRules(options, binder.Broken, Find, problems, warnings).Check();
        return new ConfigurationResult(file, problems.Count == 0 ? options : null, problems, warnings) { Locate = Find };
    }

    // The key itself, or the nearest section around it that was written, or the file.
    private static string Locate(OptionBinder binder, string path, string? file)
    {
        for (var at = path; at.Length > 0; at = at.LastIndexOfAny(['.', '[']) is > 0 and var end ? at[..end] : "")
        {
            if (binder.Find(at) is { } location)
                return location.ToString();
        }
        return file ?? "configuration";
    }
}
