using System.Net;
using Xmpp.Tests.Wire.Http;

namespace Xmpp.Tests.Wire;

/// <summary>The connections of one run, by name.</summary>
internal sealed class WireStage(WireScript script, IWireServer server, WireTransport transport) : IAsyncDisposable
{
    private readonly Dictionary<string, WireConnection> connections = [];
    private readonly WireServer peers = new(server);
    private int pings;

    /// <summary>Who sent last: his ping proves that the server has handled everything (silence).</summary>
    public string? LastSender { get; set; }

    public async Task ConnectAsync(string name, CancellationToken ct)
    {
        var who = script.Names[name];
        if (connections.Remove(name, out var old))
            await old.DisposeAsync();
        var connection = who.Kind == WireNameKind.Peer
            ? await peers.AcceptAsync(name, who.Account!, ct)
            : await ConnectAsync(who, ct);
        connections[name] = connection;
        switch (who.Kind)
        {
            case WireNameKind.Client:
                await WireLogin.LogInAsync(connection, who.Account!, script.Accounts[who.Account!], who.Resource!, ct);
                break;
            case WireNameKind.Component:
                await WireComponent.LogInAsync(connection, who.Account!, script.Components[who.Account!], ct);
                break;
            case WireNameKind.Server or WireNameKind.Peer when who.IsSecured:
                await peers.SecureAsync(connection, who, ct);
                break;
            case WireNameKind.RawLoggedIn:
                await WireLogin.AuthenticateAsync(connection, who.Account!, script.Accounts[who.Account!], ct);
                break;
            case WireNameKind.RawTls:
                if (await WireLogin.SecureAsync(connection, who.Host, ct) is not null)
                    throw new WireFailureException($"{name}: the server does not offer STARTTLS");
                break;
            case WireNameKind.RawDirectTls:
                await connection.StartTlsAsync(who.Host, ct);
                break;
        }
    }

    private async Task<WireConnection> ConnectAsync(WireName who, CancellationToken ct)
    {
        var by = who.Kind switch
        {
            WireNameKind.RawWebSocket => WireTransport.WebSocket,
            WireNameKind.RawBosh => WireTransport.Bosh,
            WireNameKind.Client => transport,
            _ => WireTransport.Tcp,
        };
        if (by == WireTransport.Tcp)
            return await WireConnection.ConnectAsync(who.Name, EndPointOf(who.Kind), ct);
        var web = server.WebEndPoint ?? throw new WireFailureException("this server has no web server");
        var isRaw = who.Kind != WireNameKind.Client;
        return by == WireTransport.WebSocket
            ? await WireConnection.ConnectWebSocketAsync(who.Name, web, who.Host, isRaw, ct)
            : WireConnection.OfBosh(who.Name, web, who.Host, isRaw);
    }

    private IPEndPoint EndPointOf(WireNameKind kind) => kind switch
    {
        WireNameKind.RawDirectTls => server.DirectTlsEndPoint
            ?? throw new WireFailureException("this server has no direct TLS listener"),
        WireNameKind.Server => server.ServerEndPoint
            ?? throw new WireFailureException("this server has no listener of servers"),
        WireNameKind.Component or WireNameKind.RawComponent => server.ComponentEndPoint
            ?? throw new WireFailureException("this server has no listener of components"),
        _ => server.ClientEndPoint,
    };

    /// <summary>Opens the ports of the servers of the script, before anybody looks for them.</summary>
    public void OpenPeers()
    {
        foreach (var who in script.Names.Values.Where(n => n.Kind == WireNameKind.Peer))
            peers.Open(who.Account!);
    }

    /// <summary>The TLS handshake, in the role of that connection.</summary>
    public async Task StartTlsAsync(string name, CancellationToken ct)
    {
        var who = script.Names[name];
        var connection = await UseAsync(name, ct);
        if (who.IsServer)
            await peers.StartTlsAsync(connection, who, ct);
        else
            await connection.StartTlsAsync(who.Host, ct);
    }

    /// <summary>The connection of that name; raw ones connect when they are first used.</summary>
    public async Task<WireConnection> UseAsync(string name, CancellationToken ct)
    {
        if (!connections.ContainsKey(name))
        {
            if (script.Names[name].Kind is WireNameKind.Client or WireNameKind.Component)
                throw new WireFailureException($"{name} is not connected yet: '{name} connects' comes first");
            await ConnectAsync(name, ct);
        }
        return connections[name];
    }

    public WireConnection? Find(string name) => connections.GetValueOrDefault(name);

    /// <summary>Those that are logged in and bound.</summary>
    public IEnumerable<WireConnection> Clients =>
        connections.Values.Where(c => !c.IsClosed && script.Names[c.Name].Kind == WireNameKind.Client);

    public WireReceiver Receiver(WireConnection connection)
    {
        var who = script.Names[connection.Name];
        return new(who.FullJid, who.Resource is null ? null : who.Account, connection.Language, script.KnowsArchive);
    }

    /// <summary>Pings the client's server and returns what came before the answer.</summary>
    public async Task<List<WireFrame>> PingAsync(WireConnection connection, CancellationToken ct)
    {
        var id = $"wire-ping-{++pings}";
        var who = script.Names[connection.Name];
        // XEP-0114 §3: a component says who it is; a client need not.
        var from = who.Kind is WireNameKind.Component ? $" from='{who.Account}'" : "";
        await connection.SendAsync($"<iq type='get' id='{id}' to='{who.Host}'{from}><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        var before = new List<WireFrame>();
        while (true)
        {
            var frame = await connection.NextAsync(ct);
            // An error is an answer too: in order is what counts (RFC 6120 §10.1).
            if (frame.Element is { } e && e.Name.LocalName == "iq" && (string?)e.Attribute("id") == id)
                return before;
            before.Add(frame);
            if (frame.Kind == WirePatternKind.Closed)
                return before;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in connections.Values)
            await connection.DisposeAsync();
        peers.Dispose();
    }
}
