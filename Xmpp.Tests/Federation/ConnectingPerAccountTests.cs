using System.Net;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Federation;

/// <summary>One account cannot take all the places for connections that are being made.</summary>
public class ConnectingPerAccountTests
{
    [Test, Case("ABU-08")]
    public async Task An_account_that_writes_to_many_silent_servers_is_refused_and_others_are_not()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync(new FederationOptions
        {
            ConnectTimeout = TimeSpan.FromMinutes(1),
            ConnectingPerAccount = 2,
        });
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        for (var i = 0; i < 4; i++)
            servers.Finder.Set($"silent{i}.example", (IPEndPoint)silent.LocalEndpoint);
        await servers.Capulet.Server.Accounts.CreateAsync(Xmpp.Stanzas.Jids.Jid.Parse("nurse@capulet.example"), "nurse", ct);
        await using var juliet = await servers.JulietAsync(ct);
        for (var i = 0; i < 3; i++)
            await juliet.SendAsync($"<message to='a@silent{i}.example' id='m{i}'><body>hi</body></message>", ct);
        var error = (await juliet.NextAsync(ct)).Element?.ToString() ?? "";
        Assert.That(error, Does.Contain("id=\"m2\"").And.Contain("resource-constraint"));

        await using var nurse = await WireConnection.ConnectAsync("nurse", servers.Capulet.Server.C2sEndPoint!, ct);
        await WireLogin.LogInAsync(nurse, "nurse@capulet.example", "nurse", "r", ct);
        await nurse.SendAsync("<message to='a@silent3.example' id='n'><body>hi</body></message>", ct);
        await nurse.SendAsync("<iq type='get' id='p' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        Assert.That((string?)(await nurse.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("p"), "no refusal");
    }
}
