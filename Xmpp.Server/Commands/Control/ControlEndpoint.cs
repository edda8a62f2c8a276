using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Administration;
using Xmpp.Server.Observability;

namespace Xmpp.Server.Commands.Control;

/// <summary>
/// The control socket of a running server: whoever may open it (its owner, by the mode of the file) may do every operation.
/// It is a file and never a port.
/// </summary>
internal sealed class ControlEndpoint : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly WebApplication _web;
    private readonly string _path;

    private ControlEndpoint(WebApplication web, string path)
    {
        _web = web;
        _path = path;
    }

    public static async Task<ControlEndpoint> StartAsync(
        string path, OperationRunner operations, Func<ServerStatus> status, ILoggerFactory loggers, CancellationToken ct)
    {
        // What a killed server left; whether another one runs was asked before.
        File.Delete(path);
        var web = OperatorEndpoint.Build(loggers, kestrel => kestrel.ListenUnixSocket(path));
        web.MapGet(ControlRoutes.Status, context => context.Response.WriteAsJsonAsync(
            status(), typeof(ServerStatus), ControlJson.Default, null, context.RequestAborted));
        OperationEndpoint.Map(web, operations);
        await web.StartAsync(ct);
        // Before this the umask decides, which by custom keeps others from writing, and so from connecting.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, OwnerOnly);
        return new ControlEndpoint(web, path);
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        File.Delete(_path);
    }
}
