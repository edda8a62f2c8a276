using Xmpp.Server.Administration;
using Xmpp.Server.Commands.Control;

namespace Xmpp.Server.Commands;

/// <summary>Reading the configuration again, for administrators who come by HTTP.</summary>
internal sealed class ReloadOperation(Func<ReloadReply> reload) : IConfigurationReload
{
    public Task<ConfigurationReloaded> ReloadAsync(CancellationToken ct)
    {
        var reply = reload();
        return Task.FromResult(new ConfigurationReloaded(reply.Problems, reply.Changed, reply.AtRestart));
    }
}
