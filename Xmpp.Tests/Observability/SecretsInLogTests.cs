using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Federation;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Observability;

/// <summary>At the most talkative level, with the wire log on, no secret is in the log.</summary>
public class SecretsInLogTests
{
    private const string Secret = "hunter2-and-more";

    [Test, Case("OPS-09"), CancelAfter(60_000)]
    public async Task Neither_of_logins_nor_of_registration_nor_of_components(CancellationToken ct)
    {
        var log = new CapturedLog();
        await using var host = await TestHost.StartAsync(log: log, accounts: ["juliet@capulet.example"], configure: o => o with
        {
            Log = new LogOptions { Level = LogLevel.Trace, WireLog = true },
            Registration = o.Registration with { Enabled = true },
            Components = [new ComponentOptions { Name = "gateway.capulet.example", Secret = Secret }],
        });
        var server = host.Server;
        await server.Accounts.SetPasswordAsync(Xmpp.Stanzas.Jids.Jid.Parse("juliet@capulet.example"), Secret, null, ct);
        var encoded = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"\0juliet\0{Secret}"));

        // SCRAM, a new password, a message.
        await using (var juliet = await WireConnection.ConnectAsync("juliet", server.C2sEndPoint!, ct))
        {
            await WireLogin.LogInAsync(juliet, "juliet@capulet.example", Secret, "r", ct);
            await juliet.SendAsync($"<iq type='set' id='p'><query xmlns='jabber:iq:register'><username>juliet</username><password>{Secret}</password></query></iq>", ct);
            await UntilAsync(juliet, "\"p\"", ct);
            await juliet.SendAsync($"<message to='juliet@capulet.example/r' id='m'><subject>{Secret}</subject><body>{Secret}</body></message>", ct);
            await UntilAsync(juliet, "\"m\"", ct);
        }
        // PLAIN, right and broken; registration.
        foreach (var sent in new[]
        {
            $"<auth xmlns='{WireLogin.Sasl}' mechanism='PLAIN'>{encoded}</auth>",
            $"<auth xmlns='{WireLogin.Sasl}' mechanism='PLAIN'>{encoded}!!</auth>",
            $"<auth xmlns='{WireLogin.Sasl}' mechanism='{Secret}'>{encoded}</auth>".Replace($"'{Secret}'", "'X'"),
            $"<iq type='set' id='r'><query xmlns='jabber:iq:register'><username>nurse</username><password>{Secret}</password></query></iq>",
        })
        {
            await using var other = await WireConnection.ConnectAsync("other", server.C2sTlsEndPoint!, ct);
            await other.StartTlsAsync("capulet.example", ct);
            await other.SendAsync(WireLogin.Header("capulet.example"), ct);
            await UntilAsync(other, "features", ct);
            await other.SendAsync(sent, ct);
            await other.NextAsync(ct);
        }
        // A component's handshake is a hash of the secret and is as good as it for that stream.
        await using (var component = await WireConnection.ConnectAsync("component", server.ComponentEndPoint!, ct))
        {
            await component.SendAsync($"<?xml version='1.0'?><stream:stream to='gateway.capulet.example' xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams'>", ct);
            await component.NextAsync(ct);
            await component.SendAsync($"<handshake>{Secret}</handshake>", ct);
            await component.NextAsync(ct);
        }
        Assert.That(log.Text, Does.Contain("<iq").And.Contain("login succeeded"), "the log is on");
        Assert.That(log.Text, Does.Not.Contain(Secret));
        Assert.That(log.Text, Does.Not.Contain(encoded));
    }

    private static async Task UntilAsync(WireConnection connection, string words, CancellationToken ct)
    {
        while (true)
        {
            var frame = await connection.NextAsync(ct);
            Assert.That(frame.Kind, Is.Not.EqualTo(WirePatternKind.Closed), words);
            if (frame.Text.Contains(words, StringComparison.Ordinal) || frame.Element?.ToString().Contains(words, StringComparison.Ordinal) == true)
                return;
        }
    }
}
