using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Streams;

/// <summary>A resource is bound again at the moment at which the connection that had it breaks.</summary>
[Spec("RFC 6120", "7.7.2.2"), Case("AUTH-15")]
public class BindingRaceTests
{
    private const int Rounds = 20;

    private static readonly XName s_status = XName.Get("status", "jabber:client");

    [Test]
    public async Task The_newer_client_has_it_and_the_end_of_the_older_one_does_not_touch_it()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var ct = patience.Token;
        await using var host = await TestHost.StartAsync(
            configure: o => o with { Binding = o.Binding with { Conflict = ResourceConflict.Replace } },
            accounts: ["juliet@capulet.example", "nurse@capulet.example"]);
        await using var nurse = await LogInAsync(host, "nurse", ct);
        await nurse.SendAsync("<presence/>", ct);
        await nurse.NextAsync(ct);
        await SubscribeAsync(host, nurse, ct);

        for (var i = 0; i < Rounds; i++)
        {
            var old = await LogInAsync(host, "juliet", ct);
            await old.SendAsync($"<presence><status>old {i}</status></presence>", ct);
            Assert.That(await SeenAsync(nurse, ct), Is.EqualTo($"old {i}"));
            await using var young = await WireConnection.ConnectAsync("young", host.Server.C2sEndPoint!, ct);
            await WireLogin.AuthenticateAsync(young, "juliet@capulet.example", "juliet", ct);
            await WireLogin.OpenStreamAsync(young, "capulet.example", ct);

            var breaking = Task.Run(old.Drop, ct);
            await young.SendAsync("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>balcony</resource></bind></iq>", ct);
            Assert.That((await young.NextAsync(ct)).Element?.Value, Is.EqualTo("juliet@capulet.example/balcony"));
            await breaking;
            await old.DisposeAsync();
            await young.SendAsync($"<presence><status>young {i}</status></presence>", ct);
            // A late end would come behind, here or in the next round.
            Assert.That((await SeenAsync(nurse, ct), await SeenAsync(nurse, ct)), Is.EqualTo(("unavailable", $"young {i}")));
            await nurse.SendAsync($"<message to='juliet@capulet.example/balcony' id='m{i}'/>", ct);
            while ((string?)(await young.NextAsync(ct)).Element?.Attribute("id") != $"m{i}")
            {
            }
            Assert.That(host.Server.Sessions.Find(Jid.Parse("juliet@capulet.example")), Has.Length.EqualTo(1));
            await young.SendAsync("</stream:stream>", ct);
            Assert.That(await SeenAsync(nurse, ct), Is.EqualTo("unavailable"));
        }
    }

    [Test]
    public async Task So_has_one_that_comes_when_the_older_one_has_just_closed()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var ct = patience.Token;
        await using var host = await TestHost.StartAsync(accounts: ["juliet@capulet.example", "nurse@capulet.example"]);
        await using var nurse = await LogInAsync(host, "nurse", ct);
        await nurse.SendAsync("<presence/>", ct);
        await nurse.NextAsync(ct);
        await SubscribeAsync(host, nurse, ct);

        for (var i = 0; i < Rounds; i++)
        {
            await using var old = await LogInAsync(host, "juliet", ct);
            await old.SendAsync($"<presence><status>old {i}</status></presence>", ct);
            Assert.That(await SeenAsync(nurse, ct), Is.EqualTo($"old {i}"));
            await using var young = await WireConnection.ConnectAsync("young", host.Server.C2sEndPoint!, ct);
            await WireLogin.AuthenticateAsync(young, "juliet@capulet.example", "juliet", ct);
            await WireLogin.OpenStreamAsync(young, "capulet.example", ct);
            await old.SendAsync("</stream:stream>", ct);
            while ((await old.NextAsync(ct)).Kind == WirePatternKind.Element)
            {
            }
            await young.SendAsync("<iq type='set' id='b'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><resource>balcony</resource></bind></iq>", ct);
            Assert.That((await young.NextAsync(ct)).Element?.Value, Is.EqualTo("juliet@capulet.example/balcony"));
            await young.SendAsync($"<presence><status>young {i}</status></presence>", ct);
            Assert.That((await SeenAsync(nurse, ct), await SeenAsync(nurse, ct)), Is.EqualTo(("unavailable", $"young {i}")));
            await young.SendAsync("</stream:stream>", ct);
            Assert.That(await SeenAsync(nurse, ct), Is.EqualTo("unavailable"));
        }
    }

    private static async Task SubscribeAsync(TestHost host, WireConnection nurse, CancellationToken ct)
    {
        await using (var juliet = await LogInAsync(host, "juliet", ct))
        {
            await nurse.SendAsync("<presence to='juliet@capulet.example' type='subscribe'/>", ct);
            await juliet.SendAsync("<presence/>", ct);
            while ((string?)(await juliet.NextAsync(ct)).Element?.Attribute("type") != "subscribe")
            {
            }
            await juliet.SendAsync("<presence to='nurse@capulet.example' type='subscribed'/>", ct);
            while (await SeenAsync(nurse, ct) != "")
            {
            }
        }
        Assert.That(await SeenAsync(nurse, ct), Is.EqualTo("unavailable"));
    }

    // What she shows: her status, or that she has gone.
    private static async Task<string> SeenAsync(WireConnection nurse, CancellationToken ct)
    {
        while (true)
        {
            var frame = await nurse.NextAsync(ct);
            Assert.That(frame.Kind, Is.EqualTo(WirePatternKind.Element));
            if (frame.Element is { Name.LocalName: "presence" } presence
                && presence.Attribute("from")?.Value == "juliet@capulet.example/balcony")
            {
                return (string?)presence.Attribute("type") ?? (string?)presence.Element(s_status) ?? "";
            }
        }
    }

    private static async Task<WireConnection> LogInAsync(TestHost host, string name, CancellationToken ct)
    {
        var connection = await WireConnection.ConnectAsync(name, host.Server.C2sEndPoint!, ct);
        await WireLogin.LogInAsync(connection, $"{name}@capulet.example", name, name == "juliet" ? "balcony" : "kitchen", ct);
        return connection;
    }
}
