using System.Text;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Components;

/// <summary>Components over real sockets: what does not read, what is idle, and the end of the server.</summary>
public class ComponentLifeTests
{
    private const string Gateway = "gateway.capulet.example";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Test, Case("ABU-06"), Case("S2S-12")]
    public async Task What_does_not_read_is_let_go_and_what_it_did_not_get_comes_back()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        await using var host = await StartAsync(o => o with
        {
            Limits = new LimitOptions
            {
                ComponentOutboxBytes = 262_144,
                StanzasPerSecond = 0,
                BytesPerSecond = 0,
                OutboxStanzas = 100_000,
                OutboxBytes = 100_000_000,
            },
        });
        await using var gateway = await ConnectAsync(host, ct);
        await using var juliet = await LogInAsync(host, ct);

        var body = new string('x', 4000);
        var sent = 0;
        while (host.Server.Components.Connected.Any() && sent < 20_000)
        {
            await juliet.SendAsync($"<message to='{Gateway}' type='chat' id='m{sent}'><body>{body}</body></message>", ct);
            sent++;
        }
        Assert.That(sent, Is.LessThan(20_000), "the component was never let go");

        // What it reads now is what it got; every other message has come back, in its order.
        var got = new List<int>();
        while (await gateway.NextAsync(ct) is { Element: { } element, Kind: WirePatternKind.Element })
        {
            if (element.Attribute("id")?.Value is { } id)
                got.Add(int.Parse(id[1..]));
            else
                Assert.That(element.ToString(), Does.Contain("resource-constraint"));
        }
        var back = new List<int>();
        while (got.Count + back.Count < sent)
        {
            var error = (await juliet.NextAsync(ct)).Element ?? throw new InvalidOperationException();
            Assert.That(error.Attribute("type")?.Value, Is.EqualTo("error"));
            back.Add(int.Parse(error.Attribute("id")?.Value[1..] ?? ""));
        }
        Assert.Multiple(() =>
        {
            Assert.That(got, Is.EqualTo(Enumerable.Range(0, got.Count)));
            Assert.That(back.Order(), Is.EqualTo(Enumerable.Range(got.Count, sent - got.Count)), "none is lost, none comes twice");
        });
    }

    [Test, Spec("RFC 6120", "4.6.1")]
    public async Task An_idle_component_gets_a_space_and_is_asked_nothing()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        await using var host = await StartAsync(time: time);
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(host.Server.ComponentEndPoint ?? throw new InvalidOperationException(), ct);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.UTF8.GetBytes(WireComponent.Header(Gateway)), ct);
        var header = await ReadUntilAsync(stream, "'>", ct);
        var id = header.Split(" id='")[1].Split('\'')[0];
        var handshake = $"<handshake>{WireComponent.Digest(id, WireComponent.SecretOf(Gateway))}</handshake>";
        await stream.WriteAsync(Encoding.UTF8.GetBytes(handshake), ct);
        await ReadUntilAsync(stream, "<handshake/>", ct);

        for (var day = 0; day < 3; day++)
        {
            time.Advance(TimeSpan.FromDays(1));
            Assert.That(await ReadUntilAsync(stream, " ", ct), Is.EqualTo(" "));
        }
    }

    [Test, Case("PRE-01"), Spec("RFC 6120", "4.9.3.20")]
    public async Task At_the_end_of_the_server_it_learns_first_that_the_sessions_are_gone()
    {
        using var patience = new CancellationTokenSource(s_patience);
        var ct = patience.Token;
        await using var host = await StartAsync();
        await using var gateway = await ConnectAsync(host, ct);
        await using var juliet = await LogInAsync(host, ct);
        await juliet.SendAsync($"<presence to='court@{Gateway}/jul'/>", ct);
        Assert.That((await gateway.NextAsync(ct)).Element?.Attribute("from")?.Value, Is.EqualTo("juliet@capulet.example/r"));

        var stopping = host.Server.StopAsync();
        Assert.That((await gateway.NextAsync(ct)).Element?.Attribute("type")?.Value, Is.EqualTo("unavailable"));
        Assert.That((await gateway.NextAsync(ct)).Text, Does.Contain("system-shutdown"));
        Assert.That((await gateway.NextAsync(ct)).Kind, Is.EqualTo(WirePatternKind.StreamEnd));
        await gateway.DisposeAsync();
        await stopping;
    }

    [Test]
    public async Task Without_components_nobody_listens_for_them()
    {
        await using var host = await TestHost.StartAsync();
        Assert.That(host.Server.ComponentEndPoint, Is.Null);
        Assert.That(host.Server.EndPoints, Has.Count.EqualTo(4), "clients and servers");
    }

    private static Task<TestHost> StartAsync(
        Func<ServerOptions, ServerOptions>? change = null, TimeProvider? time = null) => TestHost.StartAsync(
        time: time,
        configure: options =>
        {
            options = options with
            {
                Components = [new ComponentOptions { Name = Gateway, Secret = WireComponent.SecretOf(Gateway) }],
            };
            return change?.Invoke(options) ?? options;
        },
        accounts: ["juliet@capulet.example"]);

    private static async Task<WireConnection> ConnectAsync(TestHost host, CancellationToken ct)
    {
        var connection = await WireConnection.ConnectAsync(
            "gateway", host.Server.ComponentEndPoint ?? throw new InvalidOperationException(), ct);
        await WireComponent.LogInAsync(connection, Gateway, WireComponent.SecretOf(Gateway), ct);
        return connection;
    }

    private static async Task<WireConnection> LogInAsync(TestHost host, CancellationToken ct)
    {
        var connection = await WireConnection.ConnectAsync(
            "juliet", host.Server.C2sEndPoint ?? throw new InvalidOperationException(), ct);
        await WireLogin.LogInAsync(connection, "juliet@capulet.example", "juliet", "r", ct);
        return connection;
    }

    private static async Task<string> ReadUntilAsync(Stream stream, string end, CancellationToken ct)
    {
        var text = new StringBuilder();
        var buffer = new byte[1];
        while (!text.ToString().EndsWith(end, StringComparison.Ordinal) && await stream.ReadAsync(buffer, ct) > 0)
            text.Append((char)buffer[0]);
        return text.ToString();
    }
}
