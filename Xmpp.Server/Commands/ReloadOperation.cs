using Xmpp.Server.Administration;
using Xmpp.Server.Commands.Control;

namespace Xmpp.Server.Commands;

/// <summary>Reading the configuration again, for administrators who come by HTTP.</summary>
internal sealed class ReloadOperation(Func<Task<ReloadReply>> reload) : IConfigurationReload
{
    public async Task<ConfigurationReloaded> ReloadAsync(CancellationToken ct)
    {
        var reply = await reload();
        return new ConfigurationReloaded(reply.Problems, reply.Changed, reply.AtRestart);
    }
}
