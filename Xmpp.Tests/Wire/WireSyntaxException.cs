namespace Xmpp.Tests.Wire;

/// <summary>A wire script that cannot be read: the script is wrong, not the server.</summary>
public sealed class WireSyntaxException(string file, int line, string problem)
    : Exception($"{file}:{line}: {problem}")
{
    public string File { get; } = file;
    public int Line { get; } = line;
    public string Problem { get; } = problem;
}
