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
        await servers.Capulet.Server.Accounts.CreateAsync(new(Xmpp.Stanzas.Jids.Jid.Parse("nurse@capulet.example"), "nurse"), ct);
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

    [Test, Case("ABU-08")]
    public async Task A_room_that_invites_everybody_leaves_places_for_accounts()
    {
        const string Room = "court@conference.capulet.example";
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync(new FederationOptions
        {
            ConnectTimeout = TimeSpan.FromMinutes(1),
            Connecting = 3,
            ConnectingOfServices = 2,
        });
        using var silent = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        for (var i = 0; i < 4; i++)
            servers.Finder.Set($"silent{i}.example", (IPEndPoint)silent.LocalEndpoint);
        await using var juliet = await servers.JulietAsync(ct);
        await juliet.SendAsync($"<presence to='{Room}/juliet'><x xmlns='http://jabber.org/protocol/muc'/></presence>", ct);
        await juliet.SendAsync(
            $"<iq type='set' id='i' to='{Room}'><query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>",
            ct);
        while ((string?)(await juliet.NextAsync(ct)).Element?.Attribute("id") != "i")
        {
        }
        var invitations = string.Concat(Enumerable.Range(0, 3).Select(i => $"<invite to='a@silent{i}.example'/>"));
        await juliet.SendAsync($"<message to='{Room}' id='all'><x xmlns='http://jabber.org/protocol/muc#user'>{invitations}</x></message>", ct);
        await juliet.SendAsync("<message to='a@silent3.example' id='own'><body>hi</body></message>", ct);
        await juliet.SendAsync("<iq type='get' id='p' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        Assert.That((string?)(await juliet.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("p"), "no refusal: there is a place left");
        Assert.That(
            servers.Capulet.Server.Federation!.Links.All.Count(link => link.Look().State == "connecting"), Is.EqualTo(3),
            "two of the room's, and her own");
    }
}
