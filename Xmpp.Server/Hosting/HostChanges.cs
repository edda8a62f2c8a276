using Microsoft.Extensions.Logging;
using Xmpp.Server.Certificates;
using Xmpp.Server.Configuration;
using Xmpp.Server.Configuration.Reloading;
using Xmpp.Server.Observability;
using Xmpp.Server.Routing;
using Xmpp.Server.Services;

namespace Xmpp.Server.Hosting;

/// <summary>
/// Hosts that come and go while the server runs (cases OPS-07, OPS-11). One that comes is there at once, with all that is
/// below it; one that goes takes no new streams at once, and is not ours any more when everybody who was there has gone.
/// </summary>
/// <param name="options">The components that are in force.</param>
/// <param name="hosts">The table that is replaced.</param>
/// <param name="certificates">Theirs.</param>
/// <param name="services">What is below hosts.</param>
/// <param name="departure">Sends everybody away.</param>
/// <param name="background">Waits for them.</param>
/// <param name="logger">Says who comes and goes.</param>
internal sealed partial class HostChanges(
    ServerOptions options, HostTable hosts, CertificateStore certificates, ServiceDirectory services, HostDeparture departure,
    BackgroundWork background, ILogger<HostChanges> logger) : IHostChanges
{
    /// <summary>Completes when hosts that were about to go have gone.</summary>
    public Task Settled { get; private set; } = Task.CompletedTask;

    // What is there under that name, or what has rights because of the hosts above it, was put together at the start.
    public bool MayCome(string name) => !services.Contains(name) && options.Components.All(component =>
        component.Name != name
        && (!IsPrivileged(component) || component.Hosts.Count > 0 || HostTable.HostOf(component.Name, [name]) is null));

    public Action Prepare(HostChange change)
    {
        if (!Settled.IsCompleted)
            throw new InvalidOperationException("Hosts are still about to go.");
        var use = PrepareCertificates([.. change.Next, .. change.Removed]);
        return () =>
        {
            use();
            hosts.Replace(change.Now, change.Removed);
            foreach (var host in change.Added)
                LogAdded(host.Name);
            if (change.Removed.Count > 0)
                Settled = SendAwayAsync(change);
        };
    }

    private Action PrepareCertificates(IReadOnlyList<HostOptions> all)
    {
        try
        {
            return certificates.Prepare(all);
        }
        catch (CertificateException e)
        {
            throw new ReloadRefusedException($"hosts[{e.Host}].certificate", e.Message, e);
        }
    }

    private Task SendAwayAsync(HostChange change)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        background.Run("hosts that go", async ct =>
        {
            try
            {
                await departure.RunAsync(change.Removed.Select(host => host.Name).ToHashSet(StringComparer.Ordinal), ct);
            }
            finally
            {
                hosts.Replace(change.Now, []);
                certificates.Prepare(change.Now)();
                foreach (var host in change.Removed)
                    LogRemoved(host.Name);
                gone.SetResult();
            }
        });
        return gone.Task;
    }

    private static bool IsPrivileged(ComponentOptions component) =>
        component.Privileges.IsAny || component.Delegations.Count > 0;

    [LoggerMessage(Level = LogLevel.Information, EventName = "host-added", Message = "host added host={Host}")]
    private partial void LogAdded(string host);

    [LoggerMessage(Level = LogLevel.Information, EventName = "host-removed",
        Message = "host removed, its data stays host={Host}")]
    private partial void LogRemoved(string host);
}
