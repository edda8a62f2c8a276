using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Xmpp.Server.Services.Muc;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Rooms;

namespace Xmpp.Server.Commands.Control;

/// <summary>The commands, sent to the server that runs on the same data directory.</summary>
internal sealed class ControlClient : IAccountControl, IFederationControl, IRoomControl, IInvitationControl
{
    // Hashing a password and erasing an archive take their time, but not for ever.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly HttpClient _http;

    public ControlClient(string path)
    {
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (_, ct) =>
            {
                var socket = ControlSocket.NewSocket();
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), ct);
                return new NetworkStream(socket, ownsSocket: true);
            },
        })
        {
            BaseAddress = new Uri("http://control"),
            Timeout = Patience,
        };
    }

    public Task<AccountReply> CreateAsync(Jid account, string password, CancellationToken ct) =>
        SendAsync(ControlRoutes.Create, new AccountRequest(account.ToString(), password), ct);

    public Task<AccountReply> SetPasswordAsync(Jid account, string password, CancellationToken ct) =>
        SendAsync(ControlRoutes.Password, new AccountRequest(account.ToString(), password), ct);

    public Task<AccountReply> SetDisabledAsync(Jid account, bool isDisabled, CancellationToken ct) =>
        SendAsync(ControlRoutes.Disabled, new AccountRequest(account.ToString(), IsDisabled: isDisabled), ct);

    public Task<AccountReply> DeleteAsync(Jid account, CancellationToken ct) =>
        SendAsync(ControlRoutes.Delete, new AccountRequest(account.ToString()), ct);

    public Task<AccountReply> ClearArchiveAsync(Jid account, CancellationToken ct) =>
        SendAsync(ControlRoutes.ClearArchive, new AccountRequest(account.ToString()), ct);

    public async Task<IReadOnlyList<AccountLine>> ListAsync(
        string host, string? after, int limit, CancellationToken ct)
    {
        var query = $"?host={Uri.EscapeDataString(host)}&limit={limit}"
            + (after is null ? "" : $"&after={Uri.EscapeDataString(after)}");
        using var response = await _http.GetAsync(ControlRoutes.List + query, ct);
        return await ReadAsync(response, ControlJson.Default.IReadOnlyListAccountLine, ct);
    }

    public async Task<IReadOnlyList<ReportLine>> ListReportsAsync(int limit, CancellationToken ct)
    {
        using var response = await _http.GetAsync($"{ControlRoutes.Reports}?limit={limit}", ct);
        return await ReadAsync(response, ControlJson.Default.IReadOnlyListReportLine, ct);
    }

    public async Task<FederationState> GetFederationAsync(CancellationToken ct)
    {
        using var response = await _http.GetAsync(ControlRoutes.Federation, ct);
        return await ReadAsync(response, ControlJson.Default.FederationState, ct);
    }

    public Task<BlockReply> BlockDomainAsync(string pattern, CancellationToken ct) =>
        SendAsync(ControlRoutes.BlockDomain, pattern, ct);

    public Task<BlockReply> UnblockDomainAsync(string pattern, CancellationToken ct) =>
        SendAsync(ControlRoutes.UnblockDomain, pattern, ct);

    public async Task<IReadOnlyList<RoomLine>> ListRoomsAsync(string domain, string? after, int limit, CancellationToken ct)
    {
        var query = $"?domain={Uri.EscapeDataString(domain)}&limit={limit}"
            + (after is null ? "" : $"&after={Uri.EscapeDataString(after)}");
        using var response = await _http.GetAsync(ControlRoutes.Rooms + query, ct);
        return await ReadAsync(response, ControlJson.Default.IReadOnlyListRoomLine, ct);
    }

    public Task<RoomReply> ShowRoomAsync(Jid room, CancellationToken ct) =>
        SendAsync(ControlRoutes.ShowRoom, new RoomCommandRequest(room.ToString()), ct);

    public Task<RoomReply> DestroyRoomAsync(Jid room, string? reason, CancellationToken ct) =>
        SendAsync(ControlRoutes.DestroyRoom, new RoomCommandRequest(room.ToString(), reason), ct);

    public Task<RoomReply> GrantAsync(Jid room, Jid account, Affiliation affiliation, CancellationToken ct) =>
        SendAsync(
            ControlRoutes.GrantRoom,
            new RoomCommandRequest(room.ToString(), null, account.ToString(), affiliation.ToText()), ct);

    public async Task<IReadOnlyList<NodeLine>> ListNodesAsync(Jid owner, string? after, int limit, CancellationToken ct)
    {
        var query = $"?owner={Uri.EscapeDataString(owner.ToString())}&limit={limit}"
            + (after is null ? "" : $"&after={Uri.EscapeDataString(after)}");
        using var response = await _http.GetAsync(ControlRoutes.Nodes + query, ct);
        return await ReadAsync(response, ControlJson.Default.IReadOnlyListNodeLine, ct);
    }

    public async Task<NodeDetails?> FindNodeAsync(Jid owner, string node, CancellationToken ct) =>
        (await SendAsync(ControlRoutes.Node, owner, node, ct)).Node;

    public async Task<bool> DeleteNodeAsync(Jid owner, string node, CancellationToken ct) =>
        (await SendAsync(ControlRoutes.DeleteNode, owner, node, ct)).IsDone;

    public async Task<InviteReply> InviteAsync(InviteRequest request, CancellationToken ct)
    {
        using var response = await _http.PostAsJsonAsync(ControlRoutes.Invite, request, ControlJson.Default.InviteRequest, ct);
        return await ReadAsync(response, ControlJson.Default.InviteReply, ct);
    }

    public async Task<IReadOnlyList<InvitationLine>> ListInvitationsAsync(int limit, CancellationToken ct)
    {
        using var response = await _http.GetAsync($"{ControlRoutes.Invitations}?limit={limit}", ct);
        return await ReadAsync(response, ControlJson.Default.IReadOnlyListInvitationLine, ct);
    }

    public async Task<bool> RevokeInvitationAsync(string id, CancellationToken ct)
    {
        using var response = await _http.PostAsJsonAsync(
            ControlRoutes.RevokeInvitation, new InvitationId(id), ControlJson.Default.InvitationId, ct);
        return await ReadAsync(response, ControlJson.Default.Boolean, ct);
    }

    public async Task<ServerStatus> GetStatusAsync(CancellationToken ct)
    {
        using var response = await _http.GetAsync(ControlRoutes.Status, ct);
        return await ReadAsync(response, ControlJson.Default.ServerStatus, ct);
    }

    /// <summary>Any operation; what came of it.</summary>
    public async Task<JsonObject> RunOperationAsync(string operation, JsonObject arguments, CancellationToken ct)
    {
        var request = new JsonObject { ["operation"] = operation, ["arguments"] = arguments };
        using var content = new StringContent(request.ToJsonString(), Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(ControlRoutes.Operations, content, ct);
        var text = await response.Content.ReadAsStringAsync(ct);
        return response.IsSuccessStatusCode && JsonNode.Parse(text) is JsonObject answer
            ? answer
            : throw new CommandException("the running server could not do it");
    }

    public async Task<ReloadReply> ReloadAsync(CancellationToken ct)
    {
        using var response = await _http.PostAsync(ControlRoutes.Reload, null, ct);
        return await ReadAsync(response, ControlJson.Default.ReloadReply, ct);
    }

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<AccountReply> SendAsync(string route, AccountRequest request, CancellationToken ct)
    {
        using var response = await _http.PostAsJsonAsync(route, request, ControlJson.Default.AccountRequest, ct);
        return await ReadAsync(response, ControlJson.Default.AccountReply, ct);
    }

    private async Task<BlockReply> SendAsync(string route, string pattern, CancellationToken ct)
    {
        using var response = await _http.PostAsJsonAsync(
            route, new BlockRequest(pattern), ControlJson.Default.BlockRequest, ct);
        return await ReadAsync(response, ControlJson.Default.BlockReply, ct);
    }

    private async Task<RoomReply> SendAsync(string route, RoomCommandRequest request, CancellationToken ct)
    {
        using var response = await _http.PostAsJsonAsync(route, request, ControlJson.Default.RoomCommandRequest, ct);
        return await ReadAsync(response, ControlJson.Default.RoomReply, ct);
    }

    private async Task<NodeReply> SendAsync(string route, Jid owner, string node, CancellationToken ct)
    {
        using var response = await _http.PostAsJsonAsync(
            route, new NodeAddress(owner.ToString(), node), ControlJson.Default.NodeAddress, ct);
        return await ReadAsync(response, ControlJson.Default.NodeReply, ct);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken ct)
    {
        if (!response.IsSuccessStatusCode)
        {
            throw new CommandException(
                $"the running server could not do it: {await response.Content.ReadAsStringAsync(ct)}");
        }
        return await response.Content.ReadFromJsonAsync(type, ct)
            ?? throw new CommandException("the running server gave an empty answer");
    }
}
