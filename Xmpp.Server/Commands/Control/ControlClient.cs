using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Xmpp.Server.Commands.Control;

/// <summary>The commands, sent to the server that runs on the same data directory.</summary>
internal sealed class ControlClient : IAsyncDisposable
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

    public async Task<ServerStatus> GetStatusAsync(CancellationToken ct)
    {
        using var response = await _http.GetAsync(ControlRoutes.Status, ct);
        return await response.Content.ReadFromJsonAsync(ControlJson.Default.ServerStatus, ct)
            ?? throw new CommandException("the running server gave an empty answer");
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

    public ValueTask DisposeAsync()
    {
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
