using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Streams;

/// <summary>Connections that never log in.</summary>
[Case("ABU-01")]
public class SilentConnectionTests
{
    private const int Silent = 400;

    [Test, Spec("RFC 6120", "4.9.3.4")]
    public async Task They_are_closed_at_the_deadline_and_nobody_else_is()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var ct = patience.Token;
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var host = await TestHost.StartAsync(
            new LimitOptions { UnauthenticatedPerAddress = 0 }, time, accounts: ["juliet@capulet.example"]);
        var endPoint = host.Server.C2sEndPoint ?? throw new InvalidOperationException();
        await using var juliet = await WireConnection.ConnectAsync("juliet", endPoint, ct);
        await WireLogin.LogInAsync(juliet, "juliet@capulet.example", "juliet", "r", ct);
        var silent = await OpenAsync(endPoint, Silent, ct);
        await WhenOpenAsync(host, Silent, ct);

        time.Advance(TimeSpan.FromSeconds(59));
        await PingAsync(juliet, "before", ct);
        Assert.That(host.Server.C2s.Unauthenticated, Is.EqualTo(Silent));
        time.Advance(TimeSpan.FromSeconds(2));
        foreach (var client in silent)
        {
            using (client)
                Assert.That(await ReadToEndAsync(client, ct), Does.Contain("<connection-timeout"));
        }
        await PingAsync(juliet, "after", ct);
    }

    [Test]
    public async Task One_address_gets_so_many_and_no_more()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var ct = patience.Token;
        await using var host = await TestHost.StartAsync(new LimitOptions { UnauthenticatedPerAddress = 5 });
        var endPoint = host.Server.C2sEndPoint ?? throw new InvalidOperationException();
        var allowed = await OpenAsync(endPoint, 5, ct);
        await WhenOpenAsync(host, 5, ct);
        var refused = await OpenAsync(endPoint, 1, ct);
        Assert.That(await ReadToEndAsync(refused[0], ct), Does.Contain("<policy-violation"));
        refused[0].Dispose();
        allowed.ForEach(c => c.Dispose());
    }

    [Test]
    public async Task What_is_sent_before_login_is_limited_as_a_whole()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var ct = patience.Token;
        await using var host = await TestHost.StartAsync(new LimitOptions { BytesBeforeLogin = 20_000 });
        var endPoint = host.Server.C2sEndPoint ?? throw new InvalidOperationException();
        using var client = (await OpenAsync(endPoint, 1, ct))[0];
        var blanks = Encoding.UTF8.GetBytes(new string(' ', 20_000));
        await client.GetStream().WriteAsync(blanks, ct);
        Assert.That(await ReadToEndAsync(client, ct), Does.Contain("<policy-violation"));
    }

    private static async Task<List<TcpClient>> OpenAsync(IPEndPoint endPoint, int count, CancellationToken ct)
    {
        var clients = new List<TcpClient>();
        for (var i = 0; i < count; i++)
        {
            var client = new TcpClient();
            await client.ConnectAsync(endPoint, ct);
            clients.Add(client);
        }
        // The server has accepted the last one when it answers it; a header is no login.
        var last = clients[^1].GetStream();
        await last.WriteAsync(
            "<stream:stream to='capulet.example' version='1.0' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams'>"u8.ToArray(), ct);
        _ = await last.ReadAsync(new byte[1], ct);
        return clients;
    }

    // Each loop gets to its own in its own time.
    private static async Task WhenOpenAsync(TestHost host, int count, CancellationToken ct)
    {
        while (host.Server.C2s.Unauthenticated < count)
            await Task.Delay(5, ct);
        Assert.That(host.Server.C2s.Unauthenticated, Is.EqualTo(count));
    }

    private static async Task PingAsync(WireConnection client, string id, CancellationToken ct)
    {
        await client.SendAsync($"<iq type='get' id='{id}' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        Assert.That((await client.NextAsync(ct)).Element?.Attribute("id")?.Value, Is.EqualTo(id));
    }

    private static async Task<string> ReadToEndAsync(TcpClient client, CancellationToken ct)
    {
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync(ct);
    }
}
