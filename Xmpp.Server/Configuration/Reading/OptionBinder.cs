using Xmpp.Server.Observability;

namespace Xmpp.Server.Configuration.Reading;

/// <summary>Puts what was written into the option records, and complains of everything that does not fit.</summary>
/// <param name="baseDirectory">Where relative paths in the file begin.</param>
internal sealed class OptionBinder(string baseDirectory, List<ConfigurationProblem> problems)
{
    private readonly Dictionary<string, SourceLocation> _locations = [];

    /// <summary>The outermost sections in which something was wrong; what they lack may be what was misspelt.</summary>
    public HashSet<string> Broken { get; } = [];

    /// <summary>
    /// Where a key was written; null if it has its default. Of several tables of a list that of the last, but by name
    /// (<c>hosts[capulet.example].key</c>) each.
    /// </summary>
    public SourceLocation? Find(string path) =>
        _locations.TryGetValue(path, out var location) ? location : null;

    /// <summary>Changes a record that nobody else has seen yet.</summary>
    public void Bind(object record, OptionTable table, string prefix = "")
    {
        foreach (var (name, node) in table.Entries)
        {
            var path = prefix + name;
            _locations[path] = node.Location;
            var before = problems.Count;
            if (OptionKey.Find(record.GetType(), name) is not { } key)
                Unknown(record.GetType(), name, table.LocationOf(name), prefix);
            else if (key.FileName == name)
                BindFile(record, key, node, path);
            else if (key.IsSection && !key.IsList)
                BindSection(record, key, node, path);
            else
                BindValue(record, key, node, path);
            if (problems.Count > before)
                Broken.Add(path.Split('.')[0]);
        }
        foreach (var key in OptionKey.Of(record.GetType()))
        {
            if (key.FileName is { } file && table[file] is { } fileNode && table[key.Name] is not null)
                Problem(fileNode, $"{prefix}{key.Name} and {prefix}{file} are both set", "one of the two");
        }
    }

    private void BindSection(object record, OptionKey key, OptionNode node, string path)
    {
        if (node is OptionTable table && key.Property.GetValue(record) is { } section)
            Bind(section, table, path + ".");
        else
            Problem(node, $"{path} is a section", $"[{path}] and then its keys");
    }

    private void BindValue(object record, OptionKey key, OptionNode node, string path)
    {
        var value = key switch
        {
            { IsList: false } => ReadValue(key, node, path),
            { IsSection: true } when key.ValueType == typeof(ComponentOptions) =>
                ReadTables<ComponentOptions>(key, node, path),
            { IsSection: true } when key.ValueType == typeof(DelegationOptions) =>
                ReadTables<DelegationOptions>(key, node, path),
            { IsSection: true } when key.ValueType == typeof(FederationDomainOptions) =>
                ReadTables<FederationDomainOptions>(key, node, path),
            { IsSection: true } when key.ValueType == typeof(CallServiceOptions) =>
                ReadTables<CallServiceOptions>(key, node, path),
            { IsSection: true } => ReadTables<HostOptions>(key, node, path),
            _ => ReadList(key, node, path),
        };
        if (value is not null)
            key.Property.SetValue(record, value);
    }

    private object? ReadValue(OptionKey key, OptionNode node, string path)
    {
        if (node is OptionValue scalar && OptionScalar.Read(key, scalar) is { } value)
            return key.Attribute<FilePathAttribute>() is null ? value : Rebase((string)value, node);
        Problem(node, Wrong(key, node, path), OptionScalar.Allowed(key));
        return null;
    }

    private Array? ReadList(OptionKey key, OptionNode node, string path)
    {
        if (Items(node) is not { } items)
        {
            Problem(node, $"{path} is a list", $"[ … ] with {OptionScalar.Allowed(key)}");
            return null;
        }
        var list = Array.CreateInstance(key.ValueType, items.Count);
        for (var i = 0; i < items.Count; i++)
        {
            if (ReadValue(key, items[i], path) is not { } value)
                return null;
            if (Array.IndexOf(list, value, 0, i) >= 0)
                Problem(items[i], $"{path} has {OptionScalar.Format(value)} twice", "each once");
            list.SetValue(value, i);
        }
        return list;
    }

    private T[]? ReadTables<T>(OptionKey key, OptionNode node, string path) where T : class, new()
    {
        if (node is not OptionList list || !list.Items.TrueForAll(item => item is OptionTable))
        {
            Problem(node, $"{path} is a list of tables", $"[[{path}]] and then {Names(key.ValueType)}");
            return null;
        }
        return [.. list.Items.OfType<OptionTable>().Select(table => ReadTable<T>(table, path))];
    }

    private T ReadTable<T>(OptionTable table, string path) where T : class, new()
    {
        var record = new T();
        Bind(record, table, path + ".");
        var first = OptionKey.Of(typeof(T))[0]; // what names it: name, host
        if (table[first.Name] is null)
            Problem(table, $"{path} without {first.Name}", $"{first.Name} = \"…\" in each");
        var place = $"{path}[{first.Property.GetValue(record)}]";
        _locations[place] = table.Location;
        foreach (var (name, node) in table.Entries)
            _locations[$"{place}.{name}"] = node.Location;
        return record;
    }

    // A secret in a file of its own: the newline that editors leave at the end does not belong to it.
    private void BindFile(object record, OptionKey key, OptionNode node, string path)
    {
        if (node is not OptionValue { Value: string { Length: > 0 } file })
        {
            Problem(node, $"{path} names no file", "a string that is not empty");
            return;
        }
        try
        {
            key.Property.SetValue(record, File.ReadAllText(Rebase(file, node)).TrimEnd('\r', '\n'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem(node, $"{path} cannot be read: {e.Message}", null);
        }
    }

    private static List<OptionNode>? Items(OptionNode node) => node switch
    {
        OptionList list => list.Items,
        OptionValue { IsText: true, Value: "none" } => [],
        OptionValue { IsText: true, Value: string text } => [.. text
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(item => new OptionValue(item, node.Location))],
        _ => null,
    };

    private string Rebase(string path, OptionNode node) =>
        node.Location.IsVariable ? path : Path.Combine(baseDirectory, path);

    private void Unknown(Type record, string name, SourceLocation location, string prefix)
    {
        var names = OptionKey.Of(record).Select(key => key.Name).ToList();
        var meant = NearMiss.Find(name, names);
        var elsewhere = meant is null ? Elsewhere(typeof(ServerOptions), name, "") : null;
        var hint = meant ?? elsewhere;
        problems.Add(new ConfigurationProblem(
            location.ToString(),
            $"unknown key {Printable.Escape(prefix + name)}" + (hint is null ? "" : $", did you mean {hint}?"),
            Names(record)));
    }

    private static string? Elsewhere(Type record, string name, string prefix)
    {
        foreach (var key in OptionKey.Of(record))
        {
            if (key.Name == name && prefix.Length > 0)
                return prefix + name;
            if (key.IsSection && Elsewhere(key.ValueType, name, $"{prefix}{key.Name}.") is { } found)
                return found;
        }
        return null;
    }

    private static string Names(Type record) => string.Join(", ", OptionKey.Of(record).Select(key => key.Name));

    private static string Wrong(OptionKey key, OptionNode node, string path)
    {
        if (key.IsSecret || node is not OptionValue { Value: string text })
            return $"{path} has {Describe(node)}";
        var hint = NearMiss.Find(text, OptionScalar.Words(key));
        return $"{path} cannot be \"{Printable.Escape(text)}\"" + (hint is null ? "" : $", did you mean \"{hint}\"?");
    }

    private static string Describe(OptionNode node) => node switch
    {
        OptionTable => "a table",
        OptionList => "a list",
        OptionValue { Value: string } => "a string",
        OptionValue { Value: bool } => "true or false",
        OptionValue { Value: long number } => $"the number {number}",
        OptionValue { Value: double } => "a number with a fraction",
        _ => "a date",
    };

    private void Problem(OptionNode node, string message, string? allowed) =>
        problems.Add(new ConfigurationProblem(node.Location.ToString(), message, allowed));
}
