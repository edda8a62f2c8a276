namespace Xmpp.Server.Configuration.Reading;

/// <summary>A table, in the order in which it was written.</summary>
internal sealed class OptionTable(SourceLocation location) : OptionNode(location)
{
    private readonly OrderedDictionary<string, OptionNode> _entries = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceLocation> _keys = new(StringComparer.Ordinal);

    /// <summary>It had a <c>[header]</c> or braces of its own; without, it came into being by a longer name.</summary>
    public bool IsClosed { get; set; }

    public IEnumerable<KeyValuePair<string, OptionNode>> Entries => _entries;

    public OptionNode? this[string key]
    {
        get => _entries.GetValueOrDefault(key);
        set
        {
            if (value is null)
                _entries.Remove(key);
            else
                _entries[key] = value;
        }
    }

    public void Add(string key, SourceLocation location, OptionNode value)
    {
        _entries[key] = value;
        _keys[key] = location;
    }

    /// <summary>Where the key itself stands, which is not where its value stands.</summary>
    public SourceLocation LocationOf(string key) =>
        _keys.TryGetValue(key, out var location) ? location : _entries[key].Location;
}
