using System.Text.Json.Nodes;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Commands;

/// <summary>
/// The way of every command to the operations: through the running server, so that it knows of the change, or on its storage.
/// Either way the same code does it, and writes the same audit row.
/// </summary>
internal sealed class OperationAccess : IAsyncDisposable
{
    private const int PageSize = 500;
    private const int Attempts = 10;

    private readonly ControlClient? _client;
    private readonly LocalHost? _local;

    private OperationAccess(ControlClient? client, LocalHost? local)
    {
        _client = client;
        _local = local;
    }

    /// <summary>Whether a server was asked, and not only its storage.</summary>
    public bool IsRunning => _client is not null;

    public static async Task<OperationAccess> OpenAsync(ServerOptions options, CancellationToken ct)
    {
        var socket = ControlSocket.PathOf(options);
        for (var attempt = 1; ; attempt++)
        {
            if (await ControlSocket.AnswersAsync(socket, ct))
                return new OperationAccess(new ControlClient(socket), null);
            try
            {
                return new OperationAccess(null, await LocalHost.StartAsync(options, ct));
            }
            catch (CommandException) when (attempt < Attempts)
            {
                // Perhaps a server that is starting: then it answers soon.
            }
        }
    }

    /// <summary>Opens it for one operation. What it has to show; an empty object for nothing.</summary>
    /// <exception cref="CommandException">It was not done.</exception>
    public static async Task<JsonObject> RunAsync(
        ServerOptions options, string operation, JsonObject arguments, CancellationToken ct)
    {
        await using var access = await OpenAsync(options, ct);
        return await access.DoAsync(operation, arguments, ct);
    }

    /// <summary>What came of it. Arguments that are null are left out.</summary>
    public async Task<OperationReply> RunAsync(string operation, JsonObject arguments, CancellationToken ct)
    {
        var given = new JsonObject(arguments.Where(pair => pair.Value is not null)
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
        return OperationReply.Read(_client is not null
            ? await _client.RunOperationAsync(operation, given, ct)
            : await OperationEndpoint.RunAsync(_local!.Host.Administration.Runner, operation, given, ct));
    }

    /// <summary>What it has to show.</summary>
    /// <param name="explain">The command's own words for a code; null for those of the operation.</param>
    /// <exception cref="CommandException">It was not done.</exception>
    public async Task<JsonObject> DoAsync(
        string operation, JsonObject arguments, CancellationToken ct, Func<string, string?>? explain = null)
    {
        var reply = await RunAsync(operation, arguments, ct);
        return reply.IsDone
            ? reply.Body
            : throw new CommandException(explain?.Invoke(reply.Code) ?? reply.Detail);
    }

    /// <summary>Everything that a list has, page by page, up to a limit.</summary>
    public async IAsyncEnumerable<JsonNode> ListAsync(
        string operation, JsonObject arguments, int limit,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        string? cursor = null;
        do
        {
            var page = new JsonObject { ["limit"] = Math.Min(PageSize, limit), ["cursor"] = cursor };
            foreach (var (name, value) in arguments)
                page[name] = value?.DeepClone();
            var body = await DoAsync(operation, page, ct);
            foreach (var item in (body["items"]?.AsArray() ?? []).OfType<JsonNode>())
            {
                yield return item;
                limit--;
            }
            cursor = body["next"]?.ToString();
        }
        while (cursor is not null && limit > 0);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        if (_local is not null)
            await _local.DisposeAsync();
    }
}
