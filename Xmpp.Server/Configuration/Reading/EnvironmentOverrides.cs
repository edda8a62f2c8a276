using System.Globalization;

namespace Xmpp.Server.Configuration.Reading;

/// <summary>
/// <c>XMPP_STORAGE__ENGINE=mysql</c> is <c>engine = "mysql"</c> in <c>[storage]</c>: two underscores go down into a
/// section or into the numbered item of a list, and one belongs to the name.
/// </summary>
internal sealed class EnvironmentOverrides(
    List<ConfigurationProblem> problems, List<ConfigurationProblem> warnings)
{
    public const string Prefix = "XMPP_";
    private const string Separator = "__";
    private const string HostsKey = "hosts";

    /// <summary>The variables that the program reads itself, and those of its tests.</summary>
    private static readonly string[] NotOptions = [ServerConfiguration.FileVariable, "XMPP_TEST_"];

    /// <summary>Writes the variables into what the file said. An empty variable counts as not set.</summary>
    public void Apply(OptionTable root, IReadOnlyDictionary<string, string> environment)
    {
        // Sorted, so that XMPP_HOSTS comes before XMPP_HOSTS__0__CERTIFICATE.
        foreach (var (variable, text) in environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (text.Length > 0 && variable.StartsWith(Prefix, StringComparison.Ordinal)
                && !NotOptions.Any(name => variable.StartsWith(name, StringComparison.Ordinal)))
            {
                Apply(root, variable, text);
            }
        }
    }

    private void Apply(OptionTable root, string variable, string text)
    {
        var names = variable[Prefix.Length..].ToLowerInvariant().Split(Separator);
        var top = OptionKey.Of(typeof(ServerOptions)).Select(key => key.Name).ToList();
        if (!top.Contains(names[0]))
        {
            // Container platforms set variables like XMPP_PORT_5222_TCP by themselves for a service called "xmpp".
            var meant = NearMiss.Find(names[0], top);
            if (meant is null)
                warnings.Add(new ConfigurationProblem(variable, "is no setting of this server and is ignored"));
            else
                Unknown(variable, $"did you mean {Prefix}{meant.ToUpperInvariant()}?");
            return;
        }
        var location = SourceLocation.Variable(variable);
        if (names is [HostsKey])
            root[HostsKey] = Hosts(root[HostsKey], text, location);
        else
            Set(root, typeof(ServerOptions), names, new OptionValue(text, location));
    }

    // XMPP_HOSTS=a.example,b.example: these hosts and no others; what the file says of them stays.
    private static OptionList Hosts(OptionNode? written, string text, SourceLocation location)
    {
        var list = new OptionList(location) { IsOfTables = true };
        var known = (written as OptionList)?.Items.OfType<OptionTable>().ToList() ?? [];
        foreach (var name in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var host = known.Find(table => table["name"] is OptionValue { Value: string other } && other == name)
                ?? new OptionTable(location) { ["name"] = new OptionValue(name, location) };
            list.Items.Add(host);
        }
        return list;
    }

    private void Set(OptionTable table, Type record, ReadOnlySpan<string> names, OptionValue value)
    {
        var variable = value.Location.Source;
        if (OptionKey.Find(record, names[0]) is not { } key)
        {
            var known = OptionKey.Of(record).Select(key => key.Name).ToList();
            var meant = NearMiss.Find(names[0], known);
            Unknown(variable, meant is null ? $"known here: {string.Join(", ", known)}" : $"did you mean {meant}?");
        }
        else if (names.Length == 1 && !key.IsSection)
            SetValue(table, key, names[0], value);
        else if (names.Length > 1 && key is { IsSection: true, IsList: false })
            SetInside(table, key, names, value);
        else if (names.Length > 2 && key is { IsSection: true, IsList: true })
            SetInList(table, key, names, value);
        else
            Unknown(variable, key.IsSection ? $"{key.Name} is a section" : $"{key.Name} is no section");
    }

    private static void SetValue(OptionTable table, OptionKey key, string name, OptionValue value)
    {
        // The variable replaces what the file says, in whichever of the two ways a secret was given there.
        foreach (var other in new[] { key.Name, key.FileName })
        {
            if (other is not null && table[other] is { Location.IsVariable: false })
                table[other] = null;
        }
        table[name] = value;
    }

    private void SetInside(OptionTable table, OptionKey key, ReadOnlySpan<string> names, OptionValue value)
    {
        if (table[key.Name] is null)
            table[key.Name] = new OptionTable(value.Location);
        // Anything but a table is a mistake of the file, and is reported as that.
        if (table[key.Name] is OptionTable section)
            Set(section, key.ValueType, names[1..], value);
    }

    private void SetInList(OptionTable table, OptionKey key, ReadOnlySpan<string> names, OptionValue value)
    {
        var list = table[key.Name] as OptionList ?? new OptionList(value.Location) { IsOfTables = true };
        if (!int.TryParse(names[1], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            || index > list.Items.Count)
        {
            Unknown(value.Location.Source, $"{key.Name} has {list.Items.Count} items, counted from 0");
            return;
        }
        if (index == list.Items.Count)
            list.Items.Add(new OptionTable(value.Location));
        table[key.Name] = list;
        if (list.Items[index] is OptionTable item)
            Set(item, key.ValueType, names[2..], value);
    }

    private void Unknown(string variable, string hint) =>
        problems.Add(new ConfigurationProblem(variable, $"unknown setting, {hint}"));
}
