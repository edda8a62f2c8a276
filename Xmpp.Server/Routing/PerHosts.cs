namespace Xmpp.Server.Routing;

/// <summary>Something that is made of the hosts, and made again when there are others.</summary>
/// <param name="hosts">The hosts.</param>
/// <param name="make">Makes it; any thread, and may be called more than once for one table.</param>
internal sealed class PerHosts<T>(HostTable hosts, Func<T> make) where T : class
{
    private volatile Made? _made;

    public T Value
    {
        get
        {
            var version = hosts.Version; // before it is made: a newer table makes it again
            if (_made is { } made && made.Version == version)
                return made.Value;
            var now = make();
            _made = new Made(version, now);
            return now;
        }
    }

    private sealed record Made(object Version, T Value);
}
