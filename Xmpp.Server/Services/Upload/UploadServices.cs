using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Sessions;
using Xmpp.Server.Transport;
using Xmpp.Server.Web;
using Xmpp.Storage;

namespace Xmpp.Server.Services.Upload;

/// <summary>Uploads, put together. Without a web server, or switched off, what is there is kept and can be removed.</summary>
internal sealed class UploadServices
{
    private readonly FolderUploadStore _store;
    private readonly UploadRetention _retention;

    public UploadServices(
        ServerOptions options, HostTable hosts, Func<string, bool> isTaken, Func<Router> router, SessionDirectory sessions, Stores stores,
        WebAddresses web, ServerMetrics serverMetrics, BackgroundWork background, TimeProvider time, ILoggerFactory loggers)
    {
        var upload = options.Upload;
        var metrics = new UploadMetrics(serverMetrics);
        _store = new FolderUploadStore(upload.Directory ?? Path.Combine(options.DataDirectory, "uploads"), upload.MinFreeBytes);
        var contents = new UploadContents(stores.Uploads, _store);
        stores.Uploads.ReleasedAsync = contents.ReleaseAsync;
        var put = new UploadPut(stores.Uploads, contents, upload, metrics, time, loggers.CreateLogger<UploadPut>());
        var get = new UploadGet(stores.Uploads, _store, metrics, time, loggers.CreateLogger<UploadGet>());
        _retention = new UploadRetention(stores.Uploads, contents, put, upload, time, background, metrics);
        Administration = new UploadAdministration(stores.Uploads, _retention, metrics, time);
        IsOpen = upload.Enabled && web.IsOpen;
        if (!IsOpen)
            return;
        Door = new UploadDoor(put, get, new CrossOrigin(options.Web.AllowedOrigins));
        Service = new UploadService(
            hosts, isTaken,
            new SlotRequests(
                stores.Uploads, stores.Accounts, new UploadAddresses(web, upload.PublicUrl), upload, metrics, time,
                from => sessions.Sessions(from.Bare).Any(
                    session => session.FullJid == from && session.Connection is LoopConnection { IsByClearHttp: true })),
            upload, router);
    }

    public bool IsOpen { get; }

    /// <summary>Null unless it is open.</summary>
    public IWebDoor? Door { get; }

    /// <summary>Null unless it is open.</summary>
    public ILocalService? Service { get; }

    public UploadFeature Feature { get; } = new();

    public UploadAdministration Administration { get; }

    /// <summary>Before anything is put: makes the folder.</summary>
    /// <exception cref="IOException">It cannot be used.</exception>
    public void Start()
    {
        if (IsOpen)
            _store.Open();
    }

    /// <summary>About once a second.</summary>
    public void Tick() => _retention.Tick();
}
