using Microsoft.Extensions.Hosting;

namespace Xmpp.Server.Observability;

/// <summary>Keeps the web host from taking the signals of the process, which belong to the server as a whole.</summary>
internal sealed class SilentLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
