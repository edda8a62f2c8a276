namespace Xmpp.Server.Configuration;

/// <summary>The strings that a list may hold, each once.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AllowedValuesAttribute(params string[] values) : Attribute
{
    public IReadOnlyList<string> Values { get; } = values;
}
