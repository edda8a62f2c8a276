namespace Xmpp.Server.Configuration;

/// <summary>The word in <c>server.toml</c> where it is not the C# name in lower case (keys: with underscores).</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
internal sealed class OptionNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
