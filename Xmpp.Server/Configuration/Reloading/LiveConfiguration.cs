using System.Reflection;

namespace Xmpp.Server.Configuration.Reloading;

/// <summary>
/// The configuration that the running server reads: everybody has the same records, and a reload writes new values into
/// those keys of them that are <see cref="LiveAttribute">live</see>. So whoever reads an option when it is needed has the
/// newer one, and nothing has to be told.
/// </summary>
internal sealed class LiveConfiguration(ServerOptions options)
{
    private readonly Lock _lock = new();
    private readonly List<Action> _followers = [];
    private bool _isClosed;

    public ServerOptions Options => options;

    /// <summary>Opens and closes hosts; null where there are none to open, and then only the list changes.</summary>
    public IHostChanges? Hosts { get; set; }

    /// <summary>The same for components.</summary>
    public IComponentChanges? Components { get; set; }

    /// <summary>Done after every reload that has changed something.</summary>
    public void Follow(Action then) => _followers.Add(then);

    /// <summary>Options that are made of others: made again after a reload, in the same record.</summary>
    public T Derive<T>(Func<T> make) where T : class
    {
        var made = make();
        Follow(() => CopyAll(make(), made));
        return made;
    }

    /// <summary>Brings a configuration that was checked into force, as far as it can be now.</summary>
    /// <exception cref="ReloadRefusedException">It cannot be, and nothing has changed.</exception>
    public OptionChanges Take(ServerOptions next)
    {
        lock (_lock)
        {
            if (_isClosed)
                throw new ReloadRefusedException(null, "the server is stopping");
            var changes = OptionComparison.Compare(
                options, next, Hosts is { } open ? open.MayCome : null, Components is { } others ? others.MayCome : null);
            var bring = changes.Hosts is { } hosts ? Hosts?.Prepare(hosts) : null;
            bring += changes.Components is { } components ? Components?.Prepare(components) : null;
            foreach (var step in changes.Steps)
                step();
            bring?.Invoke();
            if (changes.Steps.Count > 0)
                _followers.ForEach(then => then());
            return changes;
        }
    }

    /// <summary>The server stops: nothing is to come, or to be sent away, any more.</summary>
    public void Close()
    {
        lock (_lock)
            _isClosed = true;
    }

    private static void CopyAll(object from, object to)
    {
        foreach (var property in to.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.SetMethod is not null)
                property.SetValue(to, property.GetValue(from));
        }
    }
}
