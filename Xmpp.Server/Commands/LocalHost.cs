using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Configuration;
using Xmpp.Server.Data;

namespace Xmpp.Server.Commands;

/// <summary>What a server consists of, without its listeners: for a command while no server runs, and none may start meanwhile.</summary>
internal sealed class LocalHost : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(0.5);

    private readonly DataLock _lock;

    private LocalHost(ServerHost host, DataLock taken) => (Host, _lock) = (host, taken);

    public ServerHost Host { get; }

    /// <exception cref="CommandException">Somebody works there alone.</exception>
    public static async Task<LocalHost> StartAsync(ServerOptions options, CancellationToken ct)
    {
        var taken = await TakeAsync(options, isShared: true, s_patience, ct);
        try
        {
            return new LocalHost(
                await ServerHost.StartAsync(options, TimeProvider.System, NullLoggerFactory.Instance, ct, listens: false), taken);
        }
        catch
        {
            await taken.DisposeAsync();
            throw;
        }
    }

    /// <exception cref="CommandException">Somebody works there, or a restore was cut off.</exception>
    public static async Task<DataLock> TakeAsync(
        ServerOptions options, bool isShared, TimeSpan patience, CancellationToken ct, bool isRestore = false)
    {
        try
        {
            return await DataLock.TakeAsync(options, isShared, patience, TimeProvider.System, NullLogger.Instance, ct, isRestore);
        }
        catch (DataException e)
        {
            throw new CommandException(e.Message, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _lock.DisposeAsync();
    }
}
