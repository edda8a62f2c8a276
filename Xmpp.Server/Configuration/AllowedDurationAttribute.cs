namespace Xmpp.Server.Configuration;

/// <summary>The shortest and the longest time that makes sense, as written in <c>server.toml</c>.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AllowedDurationAttribute(string least, string most) : Attribute
{
    public string Least { get; } = least;
    public string Most { get; } = most;
}
