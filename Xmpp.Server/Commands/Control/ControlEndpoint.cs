using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Accounts;
using Xmpp.Server.Administration;
using Xmpp.Server.Observability;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;

namespace Xmpp.Server.Commands.Control;

/// <summary>
/// The control socket of a running server: whoever may open it (its owner, by the mode of the file) may change
/// accounts and rooms. It is a file and never a port.
/// </summary>
internal sealed class ControlEndpoint : IAsyncDisposable
{
    private const int MaxPage = 1000;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly WebApplication _web;
    private readonly string _path;

    private ControlEndpoint(WebApplication web, string path)
    {
        _web = web;
        _path = path;
    }

    public static async Task<ControlEndpoint> StartAsync(
        string path, IAccountControl accounts, IFederationControl federation, ServerStatus status, ILoggerFactory loggers,
        CancellationToken ct, IRoomControl? rooms = null, Func<ReloadReply>? reload = null, IInvitationControl? invitations = null,
        OperationRunner? operations = null)
    {
        // What a killed server left; whether another one runs was asked before.
        File.Delete(path);
        var web = OperatorEndpoint.Build(loggers, kestrel => kestrel.ListenUnixSocket(path));
        web.MapGet(ControlRoutes.Status, context => WriteAsync(context, Task.FromResult(status)));
        web.MapGet(ControlRoutes.List, context => WriteAsync(context, ListAsync(context, accounts)));
        web.MapGet(ControlRoutes.Reports, context => WriteAsync(context, accounts.ListReportsAsync(LimitOf(context), context.RequestAborted)));
        web.MapGet(ControlRoutes.Federation, context => WriteAsync(context, federation.GetFederationAsync(context.RequestAborted)));
        web.MapPost(ControlRoutes.BlockDomain, context => WriteAsync(context, BlockAsync(context, federation.BlockDomainAsync)));
        web.MapPost(ControlRoutes.UnblockDomain, context => WriteAsync(context, BlockAsync(context, federation.UnblockDomainAsync)));
        web.MapGet(ControlRoutes.Nodes, context => WriteAsync(context, ListNodesAsync(context, accounts)));
        MapNode(ControlRoutes.Node, async (owner, node, stop) => new NodeReply(await accounts.FindNodeAsync(owner, node, stop), false));
        MapNode(ControlRoutes.DeleteNode, async (owner, node, stop) => new NodeReply(null, await accounts.DeleteNodeAsync(owner, node, stop)));
        Map(ControlRoutes.Create, (account, request, stop) => accounts.CreateAsync(account, request.Password ?? "", stop));
        Map(ControlRoutes.Password, (account, request, stop) => accounts.SetPasswordAsync(account, request.Password ?? "", stop));
        Map(ControlRoutes.Disabled, (account, request, stop) => accounts.SetDisabledAsync(account, request.IsDisabled, stop));
        Map(ControlRoutes.Delete, (account, _, stop) => accounts.DeleteAsync(account, stop));
        Map(ControlRoutes.ClearArchive, (account, _, stop) => accounts.ClearArchiveAsync(account, stop));
        if (rooms is not null)
            RoomEndpoint.Map(web, rooms);
        if (operations is not null)
            OperationEndpoint.Map(web, operations);
        if (reload is not null)
            web.MapPost(ControlRoutes.Reload, context => WriteAsync(context, Task.FromResult(reload())));
        if (invitations is not null)
            InvitationEndpoint.Map(web, invitations);
        await web.StartAsync(ct);
        // Before this the umask decides, which by custom keeps others from writing, and so from connecting.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, OwnerOnly);
        return new ControlEndpoint(web, path);

        void Map(string route, Func<Jid, AccountRequest, CancellationToken, Task<AccountReply>> command) =>
            web.MapPost(route, context => WriteAsync(context, RunAsync(context, command)));

        void MapNode(string route, Func<Jid, string, CancellationToken, Task<NodeReply>> command) =>
            web.MapPost(route, context => WriteAsync(context, RunNodeAsync(context, command)));
    }

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        File.Delete(_path);
    }

    private static async Task<AccountReply> RunAsync(
        HttpContext context, Func<Jid, AccountRequest, CancellationToken, Task<AccountReply>> command)
    {
        var request = await context.Request.ReadFromJsonAsync(ControlJson.Default.AccountRequest, context.RequestAborted);
        return request is not null && Jid.TryParse(request.Jid, out var account)
            ? await command(account, request, context.RequestAborted)
            : new AccountReply(AccountOutcome.NotHosted);
    }

    private static async Task<BlockReply> BlockAsync(
        HttpContext context, Func<string, CancellationToken, Task<BlockReply>> command)
    {
        var request = await context.Request.ReadFromJsonAsync(ControlJson.Default.BlockRequest, context.RequestAborted);
        return await command(request?.Pattern ?? "", context.RequestAborted);
    }

    private static Task<IReadOnlyList<AccountLine>> ListAsync(HttpContext context, IAccountControl accounts)
    {
        var query = context.Request.Query;
        string? host = query["host"];
        string? after = query["after"];
        return accounts.ListAsync(host ?? "", after, LimitOf(context), context.RequestAborted);
    }

    private static Task<IReadOnlyList<NodeLine>> ListNodesAsync(HttpContext context, IAccountControl accounts)
    {
        string? after = context.Request.Query["after"];
        return Jid.TryParse(context.Request.Query["owner"], out var owner)
            ? accounts.ListNodesAsync(owner, after, LimitOf(context), context.RequestAborted)
            : Task.FromResult<IReadOnlyList<NodeLine>>([]);
    }

    private static async Task<NodeReply> RunNodeAsync(
        HttpContext context, Func<Jid, string, CancellationToken, Task<NodeReply>> command)
    {
        var request = await context.Request.ReadFromJsonAsync(ControlJson.Default.NodeAddress, context.RequestAborted);
        return request is not null && Jid.TryParse(request.Owner, out var owner)
            ? await command(owner, request.Node, context.RequestAborted)
            : new NodeReply(null, false);
    }

    internal static int LimitOf(HttpContext context)
    {
        _ = int.TryParse(context.Request.Query["limit"], out var limit);
        return Math.Clamp(limit, 1, MaxPage);
    }

    internal static async Task WriteAsync<T>(HttpContext context, Task<T> answer)
    {
        try
        {
            await context.Response.WriteAsJsonAsync(await answer, typeof(T), ControlJson.Default, null, context.RequestAborted);
        }
        catch (StorageException e)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync(e.Message, context.RequestAborted);
        }
    }
}
