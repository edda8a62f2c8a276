using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Peers;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Features.ExternalServices;

/// <summary>Credentials that the server gives, before a real TURN server.</summary>
[Case("ABU-10"), Spec("XEP-0215", "3.3")]
public sealed class CoturnTests
{
    private const string Secret = "what both know";

    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(1));
    private Coturn? _coturn;

    private CancellationToken Ct => _patience.Token;

    [OneTimeSetUp]
    public void Start() => _coturn = Coturn.Start(Secret);

    [OneTimeTearDown]
    public async Task EndAsync()
    {
        if (_coturn is not null)
            await _coturn.DisposeAsync();
        _patience.Dispose();
    }

    [Test]
    public async Task What_an_account_gets_opens_a_relay_and_nothing_else_does()
    {
        var (username, password) = await AskAsync(TimeProvider.System, Secret);
        Assert.That(await AllocateAsync(username, password), Is.EqualTo(TurnClient.Success));

        var colon = username.IndexOf(':');
        var longer = long.Parse(username[..colon]) + 3600;
        Assert.That(await AllocateAsync($"{longer}{username[colon..]}", password), Is.EqualTo(401), "a later end");
        Assert.That(await AllocateAsync($"{username[..colon]}:romeo", password), Is.EqualTo(401), "another name");
        Assert.That(await AllocateAsync(username, "guess"), Is.EqualTo(401), "another password");
    }

    [Test]
    public async Task What_another_secret_has_made_is_refused()
    {
        var (username, password) = await AskAsync(TimeProvider.System, "another");
        Assert.That(await AllocateAsync(username, password), Is.EqualTo(401));
    }

    [Test]
    public async Task What_has_ended_is_refused()
    {
        var past = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(TimeProvider.System.GetUtcNow().AddHours(-2));
        var (username, password) = await AskAsync(past, Secret);
        Assert.That(await AllocateAsync(username, password), Is.EqualTo(401));
    }

    private async Task<int> AllocateAsync(string username, string password)
    {
        using var client = new TurnClient(_coturn!.EndPoint);
        return await client.AllocateAsync(username, password, Ct);
    }

    // As a client does: logs in and asks.
    private async Task<(string Username, string Password)> AskAsync(TimeProvider time, string secret)
    {
        await using var host = await TestHost.StartAsync(
            time: time,
            configure: options => options with
            {
                Calls = new CallOptions
                {
                    Secret = secret,
                    Ttl = TimeSpan.FromHours(1),
                    Services = [new CallServiceOptions { Host = "127.0.0.1", Port = _coturn!.EndPoint.Port }],
                },
            },
            accounts: ["juliet@capulet.example"]);
        await using var juliet = await WireConnection.ConnectAsync("juliet", host.Server.C2sEndPoint!, Ct);
        await WireLogin.LogInAsync(juliet, "juliet@capulet.example", "juliet", "r", Ct);
        await juliet.SendAsync(
            "<iq type='get' id='c' to='capulet.example'><credentials xmlns='urn:xmpp:extdisco:2'>"
            + "<service host='127.0.0.1' type='turn'/></credentials></iq>", Ct);
        var service = (await juliet.NextAsync(Ct)).Element?.Descendants(XName.Get("service", "urn:xmpp:extdisco:2")).Single()
            ?? throw new InvalidOperationException();
        return (service.Attribute("username")!.Value, service.Attribute("password")!.Value);
    }
}
