namespace Xmpp.Server.Data.Prosody;

/// <summary>
/// A table of Lua data. Keys and values are <see cref="LuaText"/>, double, bool or LuaTable; positions count from 1.
/// </summary>
internal sealed class LuaTable
{
    private readonly Dictionary<object, object> _values = [];

    public IEnumerable<KeyValuePair<object, object>> Entries => _values;

    public int Count => _values.Count;

    /// <summary>What stands at the positions 1, 2 … as far as there is no gap.</summary>
    public IEnumerable<object> Sequence()
    {
        for (var i = 1; _values.TryGetValue((double)i, out var value); i++)
            yield return value;
    }

    public object? this[string key] => _values.GetValueOrDefault(new LuaText(key));

    public object? this[bool key] => _values.GetValueOrDefault(key);

    public string? Text(string key) => (this[key] as LuaText)?.ToString();

    public double? Number(string key) => this[key] as double?;

    public LuaTable? Table(string key) => this[key] as LuaTable;

    /// <summary>What another table has.</summary>
    public void SetAll(LuaTable other)
    {
        foreach (var (key, value) in other.Entries)
            _values[key] = value;
    }

    /// <summary>As in Lua, what is set last counts.</summary>
    public void Set(object key, object? value)
    {
        if (value is null)
            _values.Remove(key);
        else
            _values[key] = value;
    }
}
