using Microsoft.Extensions.Logging;

namespace Xmpp.Server.Certificates;

/// <summary>Calls <see cref="CertificateStore.Reload"/> when certificate files may have changed.</summary>
public sealed class CertificateWatcher : IDisposable
{
    // An ACME client writes key and certificate one after the other, and swaps links.
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(500);

    // Network file systems, and links in the middle of the path, raise no events.
    private static readonly TimeSpan Poll = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan WarnEvery = TimeSpan.FromDays(1);
    private static readonly TimeSpan WarnBefore = TimeSpan.FromDays(21);

    private readonly CertificateStore _store;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, FileSystemWatcher?> _watchers = new(StringComparer.Ordinal);
    private bool _isDisposed;
    private readonly ITimer _timer;
    private readonly ITimer _expiry;

    /// <summary>Starts to watch the files of a store that is loaded.</summary>
    public CertificateWatcher(CertificateStore store, TimeProvider time, ILogger<CertificateWatcher> logger)
    {
        _store = store;
        _logger = logger;
        _timer = time.CreateTimer(_ => Look(), null, Poll, Poll);
        _expiry = time.CreateTimer(_ => store.WarnOfExpiry(WarnBefore), null, TimeSpan.Zero, WarnEvery);
        WatchAll();
        store.HostsChanged += WatchAll;
    }

    public void Dispose()
    {
        _store.HostsChanged -= WatchAll;
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var watcher in _watchers.Values)
                watcher?.Dispose();
        }
        _timer.Dispose();
        _expiry.Dispose();
    }

    private static IEnumerable<string> Directories(CertificateStore store) =>
        store.Files.SelectMany(files => new[] { files.Certificate, files.Key })
            .Select(file => Path.GetDirectoryName(Path.GetFullPath(file)))
            .OfType<string>()
            .Distinct();

    // A directory that nobody needs any more is watched on: nothing comes of it.
    private void WatchAll()
    {
        lock (_lock)
        {
            foreach (var directory in Directories(_store).Where(directory => !_isDisposed && !_watchers.ContainsKey(directory)))
                _watchers[directory] = Watch(directory);
        }
    }

    private FileSystemWatcher? Watch(string directory)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(directory);
            watcher.Changed += (_, _) => LookSoon();
            watcher.Created += (_, _) => LookSoon();
            watcher.Renamed += (_, _) => LookSoon();
            watcher.Error += (_, error) => Fail(directory, error.GetException());
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            // Too few inotify handles, for example; the poll finds the change a minute later.
            watcher?.Dispose();
            Fail(directory, e);
            return null;
        }
    }

    private void Fail(string directory, Exception e) => _logger.NotWatched(directory, Poll, e.Message);

    private void LookSoon() => _timer.Change(Settle, Poll);

    private void Look()
    {
        try
        {
            _store.Reload();
        }
        catch (Exception e)
        {
            // A timer's exception would end the program; the next look tries again.
            _logger.ReloadFailed(e);
        }
    }
}
