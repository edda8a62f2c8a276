using System.Net;
using Xmpp.Server.Configuration;
using Xmpp.Storage.Engines;
using Xmpp.Tests.Peers;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Streams;

/// <summary>A server whose MariaDB is killed and comes back, as its clients see it.</summary>
[Case("OPS-02"), Case("AUTH-12")]
public class StorageOutageTests
{
    private static readonly string[] s_accounts = ["juliet@capulet.example", "romeo@capulet.example", "nurse@capulet.example"];

    private static readonly (string, string)[] s_asked =
    [
        ("set", "<query xmlns='urn:xmpp:mam:2'/>"),
        ("get", "<vCard xmlns='vcard-temp'/>"),
        ("set", "<vCard xmlns='vcard-temp'><FN>Juliet</FN></vCard>"),
        ("get", "<query xmlns='jabber:iq:private'><x xmlns='urn:example:x'/></query>"),
        ("set", "<query xmlns='jabber:iq:private'><x xmlns='urn:example:x'/></query>"),
        ("set", "<block xmlns='urn:xmpp:blocking'><item jid='tybalt@capulet.example'/></block>"),
        ("set", "<pubsub xmlns='http://jabber.org/protocol/pubsub'><publish node='n'><item><x xmlns='urn:example:x'/></item></publish></pubsub>"),
    ];

    [Test, Spec("RFC 6120", "6.5.11"), Spec("RFC 6120", "8.3.3.6")]
    public async Task Clients_are_told_the_truth_and_all_works_again_without_a_restart()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        var ct = patience.Token;
        await using var database = await MariaDb.InstallAsync("server-outage");
        var storage = new DatabaseOptions
        {
            Engine = EngineKind.MySql,
            ConnectionString = await database.CreateDatabaseAsync(),
            Timeout = TimeSpan.FromSeconds(1),
        };
        await using var host = await TestHost.StartAsync(storage: storage, accounts: s_accounts);
        var endPoint = host.Server.C2sEndPoint ?? throw new InvalidOperationException();
        await using var juliet = await LogInAsync(endPoint, "juliet", ct);
        await using var romeo = await LogInAsync(endPoint, "romeo", ct);
        await romeo.SendAsync("<presence/>", ct);
        await romeo.NextAsync(ct);
        // What was stored for him is read by then.
        await romeo.SendAsync("<iq type='get' id='ready' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", ct);
        Assert.That(await IdAsync(romeo, ct), Is.EqualTo("ready"));

        await juliet.SendAsync(
            "<iq type='set' id='r0'><query xmlns='jabber:iq:roster'><item jid='romeo@capulet.example'/></query></iq>", ct);
        Assert.That((await juliet.NextAsync(ct)).Element?.Attribute("type")?.Value, Is.EqualTo("result"));

        await database.KillAsync();

        // Nobody is told that there is nothing where nobody can look.
        await juliet.SendAsync("<iq type='get' id='g0'><query xmlns='jabber:iq:roster'/></iq>", ct);
        Assert.That((await juliet.NextAsync(ct)).Element?.ToString(), Does.Contain("romeo@capulet.example").Or.Contain("type=\"wait\""));
        foreach (var (type, payload) in s_asked)
        {
            await juliet.SendAsync($"<iq type='{type}' id='a'>{payload}</iq>", ct);
            Assert.That(await ErrorAsync(juliet, "a", ct), Is.EqualTo("wait internal-server-error"), payload);
        }
        // Chat that nobody keeps goes on between those who are there.
        await juliet.SendAsync(
            "<message to='romeo@capulet.example' type='chat' id='live'><body>x</body><no-store xmlns='urn:xmpp:hints'/></message>",
            ct);
        Assert.That(await IdAsync(romeo, ct), Is.EqualTo("live"));
        // What would have to be archived is not delivered before it is.
        await juliet.SendAsync("<message to='romeo@capulet.example' type='chat' id='archived'><body>x</body></message>", ct);
        Assert.That(await ErrorAsync(juliet, "archived", ct), Is.EqualTo("wait internal-server-error"));
        // What would have to be stored is refused, and may be tried again.
        await juliet.SendAsync("<message to='nurse@capulet.example' type='chat' id='kept'><body>x</body></message>", ct);
        Assert.That(await ErrorAsync(juliet, "kept", ct), Is.EqualTo("wait internal-server-error"));
        await juliet.SendAsync(
            "<iq type='set' id='r1'><query xmlns='jabber:iq:roster'><item jid='nurse@capulet.example'/></query></iq>", ct);
        Assert.That(await ErrorAsync(juliet, "r1", ct), Is.EqualTo("wait internal-server-error"));
        // A login is not "wrong password".
        await using (var late = await WireConnection.ConnectAsync("late", endPoint, ct))
        {
            var failure = Assert.ThrowsAsync<WireFailureException>(
                () => WireLogin.AuthenticateAsync(late, "nurse@capulet.example", "nurse", ct));
            Assert.That(failure?.Message, Does.Contain("temporary-auth-failure"));
        }

        await database.StartAsync();

        await using var nurse = await LogInAsync(endPoint, "nurse", ct);
        await nurse.SendAsync("<presence/>", ct);
        await nurse.NextAsync(ct);
        await juliet.SendAsync(
            "<iq type='set' id='r2'><query xmlns='jabber:iq:roster'><item jid='nurse@capulet.example'/></query></iq>", ct);
        var answer = await juliet.NextAsync(ct);
        while (answer.Element?.Attribute("type")?.Value == "set")
            answer = await juliet.NextAsync(ct); // the push
        Assert.That((answer.Element?.Attribute("id")?.Value, answer.Element?.Attribute("type")?.Value), Is.EqualTo(("r2", "result")));
        await juliet.SendAsync("<message to='romeo@capulet.example' type='chat' id='again'><body>x</body></message>", ct);
        Assert.That(await IdAsync(romeo, ct), Is.EqualTo("again"));
    }

    private static async Task<string?> IdAsync(WireConnection client, CancellationToken ct) =>
        (await client.NextAsync(ct)).Element?.Attribute("id")?.Value;

    private static async Task<string> ErrorAsync(WireConnection client, string id, CancellationToken ct)
    {
        var stanza = (await client.NextAsync(ct)).Element;
        Assert.That(stanza?.Attribute("id")?.Value, Is.EqualTo(id));
        var error = stanza?.Elements().FirstOrDefault(e => e.Name.LocalName == "error");
        return $"{error?.Attribute("type")?.Value} {error?.Elements().FirstOrDefault()?.Name.LocalName}";
    }

    private static async Task<WireConnection> LogInAsync(IPEndPoint endPoint, string name, CancellationToken ct)
    {
        var connection = await WireConnection.ConnectAsync(name, endPoint, ct);
        await WireLogin.LogInAsync(connection, $"{name}@capulet.example", name, "r", ct);
        return connection;
    }
}
