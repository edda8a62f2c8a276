using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Streams;

/// <summary>Thousands of connections that never log in, of every kind, and one person who wants to chat.</summary>
[NonParallelizable] // it takes the places of those who are sent away
public class ConnectionStormTests
{
    private const int Connections = 5000;

    private static readonly string[] s_addresses = ["127.0.0.2", "127.0.0.3", "127.0.0.4"];

    [Test, Case("ABU-01"), CancelAfter(240_000), Platform("Linux")]
    public async Task Five_thousand_from_three_addresses_keep_nobody_from_chatting(CancellationToken ct)
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        var limits = new LimitOptions { UnauthenticatedPerAddress = 100 };
        await using var host = await TestHost.StartAsync(limits, time, accounts: ["juliet@capulet.example"]);
        var server = host.Server;
        await using var juliet = await WireConnection.ConnectAsync("juliet", server.C2sEndPoint!, ct);
        await WireLogin.LogInAsync(juliet, "juliet@capulet.example", "juliet", "r", ct);

        var held = new List<Socket>();
        try
        {
            for (var i = 0; i < Connections; i++)
            {
                held.Add(await OpenAsync(i, i % 5 == 3 ? server.C2sTlsEndPoint! : server.C2sEndPoint!, ct));
                if (i % 1000 == 0)
                    await PingAsync(juliet, $"p{i}", ct);
            }
            await PingAsync(juliet, "all", ct);
            Assert.That(server.C2s.Unauthenticated, Is.LessThanOrEqualTo(s_addresses.Length * limits.UnauthenticatedPerAddress));
            // From accept, whatever was sent meanwhile.
            var closed = Task.WhenAll(held.Select(socket => WhenClosedAsync(socket, ct)));
            while (!closed.IsCompleted) // the last may be accepted after the clock has moved
            {
                time.Advance(limits.LoginTimeout + TimeSpan.FromSeconds(2));
                await Task.WhenAny(closed, Task.Delay(TimeSpan.FromSeconds(5), ct));
                ct.ThrowIfCancellationRequested();
            }
            await closed;
            await PingAsync(juliet, "after", ct);
            while (server.C2s.Connections > 1)
                await Task.Delay(20, ct);
            Assert.That(server.C2s.Unauthenticated, Is.Zero);
        }
        finally
        {
            held.ForEach(socket => socket.Dispose());
        }
    }

    // Silent; a header and no more; an octet; a TLS handshake that is not finished; a great deal of XML.
    private static async Task<Socket> OpenAsync(int number, IPEndPoint server, CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Parse(s_addresses[number % s_addresses.Length]), 0));
        await socket.ConnectAsync(server, ct);
        var said = (number % 5) switch
        {
            1 => WireLogin.Header("capulet.example"),
            2 => "<",
            3 => "\x16\x03\x01\x02",
            4 => WireLogin.Header("capulet.example") + "<a>" + new string('x', 200_000),
            _ => "",
        };
        try
        {
            await socket.SendAsync(Encoding.ASCII.GetBytes(said), ct);
        }
        catch (SocketException)
        {
            // The server has closed it already, as it should.
        }
        return socket;
    }

    private static async Task WhenClosedAsync(Socket socket, CancellationToken ct)
    {
        var buffer = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(buffer, ct) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // Reset is closed, too.
        }
    }

    private static async Task PingAsync(WireConnection connection, string id, CancellationToken ct)
    {
        await connection.SendAsync($"<iq type='get' id='{id}' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        Assert.That((string?)(await connection.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo(id));
    }
}
