using Xmpp.Server.Accounts;
using Xmpp.Server.Administration;
using Xmpp.Server.Components;
using Xmpp.Server.Configuration;
using Xmpp.Server.Configuration.Reloading;
using Xmpp.Server.Federation;
using Xmpp.Server.Features.Archive;
using Xmpp.Server.Features.LastActivity;
using Xmpp.Server.Features.Recovery;
using Xmpp.Server.Observability;
using Xmpp.Server.Services.Muc;
using Xmpp.Server.Services.Upload;
using Xmpp.Server.StreamManagement;
using Xmpp.Server.Streams;
using Xmpp.Server.Transport;
using Xmpp.Server.Web.Clients;
using Xmpp.Stanzas.Core;
using Xmpp.Storage.Engines;

namespace Xmpp.Server;

/// <summary>The order in which the server starts and stops what <see cref="ServerHost"/> has built; in between, the clock for all of it.</summary>
internal sealed class ServerLifetime : IAsyncDisposable
{
    /// <summary>How often streams look at the clock.</summary>
    private static readonly TimeSpan s_tickInterval = TimeSpan.FromSeconds(1);

    private EventLoopProbe? _probe;
    private ITimer? _ticker;
    private bool _isStopped;

    public required ShutdownOptions Options { get; init; }
    public required LiveConfiguration Configuration { get; init; }
    public required TimeProvider Time { get; init; }
    public required ServerMetrics Metrics { get; init; }
    public required CancellationTokenSource Stopping { get; init; }
    public required BackgroundWork Background { get; init; }
    public required EventLoops Loops { get; init; }
    public required ServerListeners Listeners { get; init; }
    public required WebClients WebClients { get; init; }
    public required C2sServices C2s { get; init; }
    public required SessionKeeper Sessions { get; init; }
    public required RoomService? Rooms { get; init; }
    public required FederationServices? Federation { get; init; }
    public required ComponentServices Components { get; init; }
    public required UploadServices Uploads { get; init; }
    public required AdministrationServices Administration { get; init; }
    public required RecipientLimit Recipients { get; init; }
    public required LastActivityWriter LastActivity { get; init; }
    public required DeliveryMarksWriter? DeliveryMarks { get; init; }
    public required ArchiveRetention? ArchiveRetention { get; init; }
    public required AccountRetention AccountRetention { get; init; }
    public required IStorageEngine Storage { get; init; }

    /// <summary>What else ends with the server.</summary>
    public required IReadOnlyList<IDisposable> Owned { get; init; }

    /// <summary>True between the end of the start and the beginning of the stop.</summary>
    public bool IsRunning => _ticker is not null && !_isStopped;

    /// <summary>Takes up the sessions of the last run, and listens.</summary>
    /// <exception cref="IOException">A listener's address is taken.</exception>
    public async Task StartAsync(ServerHost host)
    {
        await Sessions.RestoreAllAsync(Stopping.Token); // before anybody can ask for one
        Uploads.Start();
        await Listeners.OpenAsync(host);
        _ticker = Time.CreateTimer(_ => Tick(), null, s_tickInterval, s_tickInterval);
        _probe = new EventLoopProbe(Loops.Posts(), Metrics, Time);
    }

    /// <summary>
    /// Stops in order: listeners, system-shutdown to every stream, what is queued leaves until the deadline,
    /// then the store. A second call does nothing.
    /// </summary>
    public async Task StopAsync()
    {
        if (_isStopped)
            return;
        _isStopped = true;
        Configuration.Close();
        await Listeners.CloseAsync();
        WebClients.BeginStop();
        if (Rooms is not null)
        {
            // XEP-0045 §11.2: while its occupants can still be told
            using var half = new CancellationTokenSource(Options.DrainTimeout / 2, Time);
            await Rooms.ShutDownAsync(half.Token);
        }
        using var deadline = new CancellationTokenSource(Options.DrainTimeout, Time);
        foreach (var stream in C2s.Streams)
            stream.PostFail(StreamError.SystemShutdown); // RFC 6120 §4.9.3.20
        await DrainAsync(() => C2s.Connections, deadline.Token);
        await Sessions.SaveAllAsync(Stopping.Token);
        await DrainAsync(() => C2s.Connections, deadline.Token);
        if (Federation is not null)
        {
            // After the clients, whose unavailable presence still goes.
            Federation.Links.Stop();
            foreach (var stream in Federation.Streams)
                stream.PostFail(StreamError.SystemShutdown);
            await DrainAsync(() => Federation.Connections, deadline.Token);
            Metrics.StanzasLost(StanzaLoss.Stopped, Federation.Links.CountLeft());
        }
        // Last: components learn that the sessions are gone (cases PRE-01).
        foreach (var stream in Components.Streams)
            stream.PostFail(StreamError.SystemShutdown);
        await DrainAsync(() => Components.Connections, deadline.Token);
        await LastActivity.WriteAsync(CancellationToken.None);
        if (DeliveryMarks is not null)
            await DeliveryMarks.WriteAsync(CancellationToken.None);
        await Sessions.EndMissedAsync(CancellationToken.None);
        if (_ticker is not null)
            await _ticker.DisposeAsync();
        _probe?.Dispose();
        await Listeners.DisposeAsync();
        await Stopping.CancelAsync();
        await Loops.DisposeAsync();
        await Storage.DisposeAsync();
        foreach (var one in Owned)
            one.Dispose();
        Stopping.Dispose();
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    private void Tick()
    {
        foreach (var stream in C2s.Streams)
            stream.Tick();
        WebClients.Tick();
        if (!_isStopped)
        {
            ArchiveRetention?.Tick();
            AccountRetention.Tick();
            Uploads.Tick();
        }
        Recipients.Tick();
        C2s.Resumable.Tick();
        LastActivity.Tick();
        Rooms?.Tick();
        DeliveryMarks?.Tick();
        Administration.Tick();
        foreach (var stream in Components.Streams)
            stream.Tick();
        Federation?.Tick();
    }

    // What the streams still have to send, and what their ends bring about (unavailable presence, offline storage).
    private async Task DrainAsync(Func<int> connections, CancellationToken deadline)
    {
        try
        {
            while (connections() > 0 || Background.Running > 0)
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline);
        }
        catch (OperationCanceledException)
        {
            // The deadline is the answer to a peer that does not read.
        }
    }
}
