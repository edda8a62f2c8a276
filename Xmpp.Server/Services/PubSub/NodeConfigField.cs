using System.Collections.Immutable;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Server.Services.PubSub;

/// <summary>One field of the configuration form (XEP-0060 §16.4.4).</summary>
/// <param name="Var">Its name.</param>
/// <param name="Type">Its type (XEP-0004 §3.3).</param>
/// <param name="Label">What it asks, for people.</param>
/// <param name="Options">The values of a list; empty for a free value.</param>
/// <param name="Get">Its values in a configuration.</param>
/// <param name="Set">The configuration with these values, or null if they are none.</param>
internal sealed record NodeConfigField(
    string Var, string Type, string Label, ImmutableArray<string> Options,
    Func<NodeConfig, ImmutableArray<string>> Get, Func<NodeConfig, ImmutableArray<string>, NodeConfig?> Set)
{
    public DataFormField ToFormField(NodeConfig config) => new(Var, Type, Get(config))
    {
        Label = Label,
        Options = [.. Options.Select(option => new DataFormOption(option))],
    };

    public static NodeConfigField Boolean(
        string name, string label, Func<NodeConfig, bool> get, Func<NodeConfig, bool, NodeConfig> set) => new(
        name, DataFormNames.Boolean, label, [], config => [get(config) ? "1" : "0"],
        (config, values) => values switch
        {
            ["1" or "true"] => set(config, true),
            ["0" or "false"] => set(config, false),
            _ => null,
        });

    public static NodeConfigField Choice<T>(
        string name, string label, IReadOnlyList<(string Name, T Value)> choices, Func<NodeConfig, T> get,
        Func<NodeConfig, T, NodeConfig> set)
        where T : struct => new(
        name, DataFormNames.ListSingle, label, [.. choices.Select(c => c.Name)],
        config => [choices.First(c => EqualityComparer<T>.Default.Equals(c.Value, get(config))).Name],
        (config, values) =>
        {
            if (values is not [var value])
                return null;
            foreach (var (choice, meaning) in choices)
            {
                if (choice == value)
                    return set(config, meaning);
            }
            return null;
        });

    /// <summary>A number, or the word "max" (§14.1, integer-or-max).</summary>
    public static NodeConfigField Number(
        string name, string label, int min, Func<NodeConfig, int> get, Func<NodeConfig, int, NodeConfig> set) => new(
        name, DataFormNames.TextSingle, label, [],
        config => [get(config) == NodeConfig.Max ? "max" : get(config).ToString(System.Globalization.CultureInfo.InvariantCulture)],
        (config, values) => values switch
        {
            ["max"] => set(config, NodeConfig.Max),
            [var value] when long.TryParse(
                value, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
                && number >= min => set(config, (int)Math.Min(number, NodeConfig.Max)),
            _ => null,
        });

    public static NodeConfigField Text(
        string name, string label, Func<NodeConfig, string> get, Func<NodeConfig, string, NodeConfig> set) => new(
        name, DataFormNames.TextSingle, label, [], config => [get(config)],
        (config, values) => values switch
        {
            [] => set(config, ""),
            [var value] when value.Length <= MaxText => set(config, value),
            _ => null,
        });

    public static NodeConfigField List(
        string name, string type, string label, Func<NodeConfig, ImmutableArray<string>> get,
        Func<NodeConfig, ImmutableArray<string>, NodeConfig> set) => new(
        name, type, label, [], get,
        (config, values) => values.Length <= MaxValues && values.All(v => v.Length is > 0 and <= MaxText)
            ? set(config, values)
            : null);

    private const int MaxText = 1023;
    private const int MaxValues = 100;
}
