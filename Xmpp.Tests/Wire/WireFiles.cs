namespace Xmpp.Tests.Wire;

/// <summary>Where scripts are found.</summary>
public static class WireFiles
{
    /// <summary>A folder of this name holds scripts whose feature is not there yet; they are not run.</summary>
    public const string Pending = "pending";

    public static IEnumerable<string> Under(string directory) =>
        Directory.EnumerateFiles(directory, "*.wire", SearchOption.AllDirectories)
            .Where(file => !file.Split(Path.DirectorySeparatorChar, '/').Contains(Pending))
            .Order(StringComparer.Ordinal);

    public static WireScript Read(string file, string? shownAs = null) =>
        WireScriptParser.Parse(shownAs ?? file, File.ReadAllText(file));
}
