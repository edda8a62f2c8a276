using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Commands;

/// <summary>The way to any operation: through the running server, or on its storage.</summary>
internal static class OperationAccess
{
    /// <summary>What it has to show; an empty object for nothing.</summary>
    /// <exception cref="CommandException">It was not done.</exception>
    public static async Task<JsonObject> RunAsync(
        ServerOptions options, string operation, JsonObject arguments, CancellationToken ct)
    {
        var socket = ControlSocket.PathOf(options);
        JsonObject answer;
        if (await ControlSocket.AnswersAsync(socket, ct))
        {
            await using var control = new ControlClient(socket);
            answer = await control.RunOperationAsync(operation, arguments, ct);
        }
        else
        {
            await using var host = await ServerHost.StartAsync(
                options, TimeProvider.System, NullLoggerFactory.Instance, ct, listens: false);
            answer = await OperationEndpoint.RunAsync(host.Administration.Runner, operation, arguments, ct);
        }
        return answer["done"]?.GetValue<bool>() == true
            ? answer["body"] as JsonObject ?? []
            : throw new CommandException(answer["detail"]?.ToString() ?? "it was not done");
    }
}
