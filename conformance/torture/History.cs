namespace XmppTorture;

/// <summary>What a device shows: each message by its archive id, wherever it came from.</summary>
internal sealed class History
{
    private readonly Dictionary<string, string> _bodies = [];
    private readonly List<(int Session, string Id)> _live = [];

    /// <summary>Bodies by archive id.</summary>
    public IReadOnlyDictionary<string, string> Bodies => _bodies;

    /// <summary>What came live, without delay, in the order in which it came, and in which session.</summary>
    public IReadOnlyList<(int Session, string Id)> Live => _live;

    /// <summary>The messages that this device has sent: it knows them without being told.</summary>
    public HashSet<string> Own { get; } = [];

    /// <summary>Complaints about single messages.</summary>
    public List<string> Problems { get; } = [];

    public void Add(string id, string body)
    {
        if (_bodies.TryGetValue(id, out var known) && known != body)
            Problems.Add($"the archive id {id} is '{known}' and '{body}'");
        _bodies[id] = body;
    }

    public void AddLive(int session, string id, string body, bool isDelayed)
    {
        if (!isDelayed && _live.Contains((session, id)))
            Problems.Add($"'{body}' came twice in one session");
        Add(id, body);
        if (!isDelayed)
            _live.Add((session, id));
    }
}
