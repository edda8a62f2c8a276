using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Commands;

/// <summary>The way to the accounts: through the running server, so that it knows of the change, or on its storage.</summary>
internal static class AccountAccess
{
    public static async Task<IAccountControl> OpenAsync(ServerOptions options, CancellationToken ct)
    {
        var socket = ControlSocket.PathOf(options);
        if (await ControlSocket.AnswersAsync(socket, ct))
            return new ControlClient(socket);
        var host = await ServerHost.StartAsync(
            options, TimeProvider.System, NullLoggerFactory.Instance, ct, listens: false);
        return new LocalAccountControl(host.Accounts, host.Reports, host.Nodes, host);
    }
}
