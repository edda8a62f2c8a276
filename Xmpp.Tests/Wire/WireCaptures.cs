namespace Xmpp.Tests.Wire;

/// <summary>What a script captured so far. Immutable, so that a comparison that fails half way leaves no trace.</summary>
public sealed class WireCaptures
{
    private readonly IReadOnlyDictionary<string, string> values;

    public static WireCaptures None { get; } = new(new Dictionary<string, string>());

    private WireCaptures(IReadOnlyDictionary<string, string> values) => this.values = values;

    public string? this[string name] => values.GetValueOrDefault(name);

    public WireCaptures With(string name, string value) =>
        new(new Dictionary<string, string>(values) { [name] = value });
}
