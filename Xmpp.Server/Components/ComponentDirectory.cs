using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Components;

/// <summary>
/// Which components there may be, and which of them are connected. A reload replaces all there may be at once; from then on
/// nobody finds a stream that was opened for what was configured before, and which is about to end.
/// </summary>
internal sealed class ComponentDirectory(IReadOnlyList<ComponentOptions> components)
{
    private volatile FrozenDictionary<string, ComponentOptions> _known = ByName(components);

    private readonly ConcurrentDictionary<string, ComponentStream> _connected = new(StringComparer.Ordinal);

    /// <param name="domain">A prepared domainpart.</param>
    public bool Contains(string domain) => _known.ContainsKey(domain);

    public bool TryGet(string domain, [NotNullWhen(true)] out ComponentOptions? options) =>
        _known.TryGetValue(domain, out options);

    public ComponentStream? Find(string domain) =>
        _connected.TryGetValue(domain, out var stream) && IsInForce(stream.Options) ? stream : null;

    /// <summary>The names of those that are connected.</summary>
    public IEnumerable<string> Connected => _connected.Keys.Where(name => Find(name) is not null);

    /// <summary>False for what was configured before the last reload, and has been changed by it.</summary>
    public bool IsInForce(ComponentOptions? options) =>
        options is not null && _known.TryGetValue(options.Name, out var known) && ReferenceEquals(known, options);

    /// <summary>Other ones from now on.</summary>
    public void Replace(IReadOnlyList<ComponentOptions> now) => _known = ByName(now);

    /// <summary>Takes the place of a name, unless one is there already and stays.</summary>
    /// <param name="stream">The one that has proved to know the secret.</param>
    /// <param name="options">What is configured for its name.</param>
    /// <param name="replaced">The one that has to go.</param>
    public bool TryEnter(ComponentStream stream, ComponentOptions options, out ComponentStream? replaced)
    {
        while (true)
        {
            replaced = null;
            if (_connected.TryAdd(options.Name, stream))
                return true;
            if (!_connected.TryGetValue(options.Name, out var existing))
                continue;
            if (options.Conflict == ComponentConflict.Reject && IsInForce(existing.Options))
                return false;
            replaced = existing;
            if (_connected.TryUpdate(options.Name, stream, existing))
                return true;
        }
    }

    /// <summary>Removes exactly this one, never a later one of its name.</summary>
    public void Leave(ComponentStream stream, string name) =>
        _connected.TryRemove(KeyValuePair.Create(name, stream));

    private static FrozenDictionary<string, ComponentOptions> ByName(IReadOnlyList<ComponentOptions> components) =>
        components.ToFrozenDictionary(c => c.Name, StringComparer.Ordinal);
}
