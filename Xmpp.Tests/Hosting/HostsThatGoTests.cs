using Xmpp.Server.Components.Privileges;
using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;
using Xmpp.Tests.Federation;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Hosting;

/// <summary>A host is taken out of the configuration while its clients are there (cases OPS-07).</summary>
[Case("OPS-07")]
public class HostsThatGoTests : HostTest
{
    private const string Juliet = "juliet@capulet.example";
    private const string Romeo = "romeo@verona.example";

    [Test, Spec("RFC 6120", "4.9.3.5"), Spec("RFC 6120", "4.9.3.6")]
    public async Task Every_stream_to_it_ends_with_host_gone_and_its_data_stays()
    {
        await using var host = await TestHost.StartAsync(accounts: [Juliet, Romeo], configure: TestHost.WithHttp);
        await using var juliet = await LogInAsync(host, Juliet);
        await using var tcp = await LogInAsync(host, Romeo, "tcp");
        await using var web = await WireConnection.ConnectWebSocketAsync("web", host.Server.WebEndPoints[0], "verona.example", false, Ct);
        await WireLogin.LogInAsync(web, Romeo, "romeo", "web", Ct);
        await using var bosh = WireConnection.OfBosh("bosh", host.Server.WebEndPoints[0], "verona.example", false);
        await WireLogin.LogInAsync(bosh, Romeo, "romeo", "bosh", Ct);
        await using var early = await WireConnection.ConnectAsync("early", host.Server.C2sEndPoint!, Ct);
        await WireLogin.OpenStreamAsync(early, "verona.example", Ct);
        await using var other = await WireConnection.ConnectAsync("other", host.Server.C2sEndPoint!, Ct);
        await WireLogin.OpenStreamAsync(other, "capulet.example", Ct);
        await using var silent = await WireConnection.ConnectAsync("silent", host.Server.C2sEndPoint!, Ct);
        await HibernateAsync(host);
        await juliet.SendAsync("<presence/>", Ct);
        await juliet.SendAsync($"<message type='chat' to='{Romeo}/lost' id='m1'><body>still there?</body></message>", Ct);
        await AskAsync(juliet, "capulet.example", "<query xmlns='http://jabber.org/protocol/disco#info'/>"); // handed over

        Assert.That(await ReloadAsync(host, "capulet.example"), Is.EqualTo(new[] { "hosts[verona.example] (no longer there)" }));

        foreach (var one in (WireConnection[])[tcp, web, bosh, early])
            Assert.That((await NextAsync(one, "error")).Elements().First().Name.LocalName, Is.EqualTo("host-gone"), one.Name);
        Assert.That(host.Server.Sessions.AllSessions().Select(session => session.Account.ToString()), Is.EqualTo(new[] { Juliet }));
        Assert.That(host.Server.C2s.Resumable.All, Is.Empty);
        Assert.That(await OpenAsync(host, "verona.example"), Is.EqualTo("host-unknown"));
        Assert.That(await OpenAsync(host, "capulet.example"), Is.EqualTo("features"));
        await silent.SendAsync(WireLogin.Header("verona.example"), Ct);
        Assert.That((await NextAsync(silent, "error")).ToString(), Does.Contain("host-unknown"));
        await other.SendAsync("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>", Ct);
        await NextAsync(other, "proceed"); // nobody else was sent away
        Assert.That(await AskAsync(juliet, Romeo, "<ping xmlns='urn:xmpp:ping'/>"), Does.Contain("remote-server-not-found"));
        Assert.That(await AskAsync(juliet, "conference.verona.example", "<ping xmlns='urn:xmpp:ping'/>"), Does.Contain("remote-server-not-found"));
        Assert.That((await host.Server.Accounts.ListAsync("verona.example", null, 10, Ct)).Single().Jid.ToString(), Is.EqualTo(Romeo));

        await ReloadAsync(host, "capulet.example", "verona.example");
        await using var again = await LogInAsync(host, Romeo);
        await again.SendAsync("<presence/>", Ct);
        Assert.That((string?)(await NextAsync(again, "message")).Attribute("id"), Is.EqualTo("m1"), "what a session had not got was stored");
    }

    [Test, Spec("RFC 6121", "4.5.2"), Spec("XEP-0045", "11.2")]
    public async Task Contacts_and_occupants_learn_of_the_end()
    {
        await using var host = await TestHost.StartAsync(accounts: [Juliet, Romeo]);
        await using var juliet = await LogInAsync(host, Juliet);
        await using var romeo = await LogInAsync(host, Romeo);
        await juliet.SendAsync("<presence/>", Ct);
        await romeo.SendAsync($"<presence/><presence to='{Juliet}/r'/>", Ct); // directed
        while ((string?)(await NextAsync(juliet, "presence")).Attribute("from") != $"{Romeo}/r")
        {
        }
        const string join = "<x xmlns='http://jabber.org/protocol/muc'/>";
        await juliet.SendAsync($"<presence to='balcony@conference.verona.example/juliet'>{join}</presence>", Ct);
        await NextAsync(juliet, "message"); // the subject
        Assert.That(await AskAsync(juliet, "balcony@conference.verona.example", "<query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'>"
            + "<field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field><field var='muc#roomconfig_persistentroom'><value>1</value></field><field var='muc#roomconfig_publicroom'><value>1</value></field></x></query>", "set"),
            Does.Contain("result"));

        await ReloadAsync(host, "capulet.example");

        var told = new[] { await NextAsync(juliet, "presence", "unavailable"), await NextAsync(juliet, "presence", "unavailable") };
        Assert.That(told.Select(presence => (string?)presence.Attribute("from")),
            Is.EqualTo(new[] { $"{Romeo}/r", "balcony@conference.verona.example/juliet" }));
        Assert.That(told[1].ToString(), Does.Contain("code=\"332\""));
        await juliet.SendAsync($"<presence to='balcony@conference.verona.example/juliet'>{join}</presence>", Ct);
        Assert.That((await NextAsync(juliet, "presence", "error")).ToString(), Does.Contain("remote-server-not-found"));

        await ReloadAsync(host, "capulet.example", "verona.example");
        Assert.That(await AskAsync(juliet, "conference.verona.example", "<query xmlns='http://jabber.org/protocol/disco#items'/>"),
            Does.Contain("balcony@conference.verona.example"), "the room was kept");
    }

    [Test]
    public async Task Nobody_comes_in_while_others_are_being_sent_away()
    {
        await using var host = await TestHost.StartAsync(accounts: [Juliet, Romeo]);
        await using var juliet = await LogInAsync(host, Juliet);
        var (table, all) = (host.Server.C2s.Hosts, host.Server.Configuration.Options.Hosts);
        table.Replace([all[0]], [all[1]]);
        Assert.That(await OpenAsync(host, "verona.example"), Is.EqualTo("host-unknown"));
        await juliet.SendAsync("<presence to='balcony@conference.verona.example/juliet'><x xmlns='http://jabber.org/protocol/muc'/></presence>", Ct);
        Assert.That((await NextAsync(juliet, "presence", "error")).ToString(), Does.Contain("remote-server-not-found"));
        await juliet.SendAsync($"<message to='{Romeo}' id='m'><body>hi</body></message>", Ct); // is stored
        await AskAsync(juliet, "capulet.example", "<query xmlns='http://jabber.org/protocol/disco#info'/>");
        table.Replace(all, []);
        await using var romeo = await LogInAsync(host, Romeo);
        await romeo.SendAsync("<presence/>", Ct);
        Assert.That((string?)(await NextAsync(romeo, "message")).Attribute("id"), Is.EqualTo("m"));
    }

    [Test]
    public void A_component_has_no_rights_at_it_any_more()
    {
        HostOptions[] hosts = [new() { Name = "capulet.example" }, new() { Name = "verona.example" }];
        var table = new HostTable(hosts);
        var grants = new Grants(new ComponentOptions { Name = "bot.capulet.example", Hosts = ["capulet.example", "verona.example"] }, table);
        Assert.That(grants.IsFor("verona.example"));
        table.Replace([hosts[0]], []);
        Assert.That((grants.IsFor("verona.example"), grants.IsFor("capulet.example")), Is.EqualTo((false, true)));
        Assert.That(grants.Hosts, Is.EqualTo(new[] { "capulet.example" }));
    }

    [Test, CancelAfter(60_000)]
    public async Task It_may_come_and_go_while_clients_do_the_same()
    {
        var log = new CapturedLog();
        await using var host = await TestHost.StartAsync(accounts: [Juliet, Romeo], log: log);
        await using var juliet = await LogInAsync(host, Juliet);
        await juliet.SendAsync("<presence/>", Ct);
        using var over = new CancellationTokenSource();
        var clients = Enumerable.Range(0, 4).Select(i => Task.Run(async () =>
        {
            while (!over.IsCancellationRequested)
            {
                try
                {
                    await using var romeo = await LogInAsync(host, Romeo, $"r{i}");
                    await romeo.SendAsync($"<presence/><message to='{Juliet}'><body>hi</body></message><presence to='x@conference.verona.example/r{i}'><x xmlns='http://jabber.org/protocol/muc'/></presence>", Ct);
                    while ((await romeo.NextAsync(Ct)).Kind != WirePatternKind.Closed)
                    {
                    }
                }
                catch (Exception e) when (e is WireFailureException or IOException)
                {
                    // It was not there, or went away while somebody logged in.
                }
            }
        })).ToList();
        for (var i = 0; i < 8; i++)
        {
            await ReloadAsync(host, "capulet.example");
            Assert.That(host.Server.Sessions.AllSessions().Select(session => session.Account.ToString()), Is.EqualTo(new[] { Juliet }));
            await ReloadAsync(host, "capulet.example", "verona.example");
            while (host.Server.Sessions.Find(Jid.Parse(Romeo)).Length < 2)
                await Task.Delay(10, Ct);
        }
        await over.CancelAsync();
        await ReloadAsync(host, "capulet.example");
        await Task.WhenAll(clients);
        Assert.That(log.Text, Does.Not.Contain("work failed").And.Not.Contain("could not be handled"));
    }

    [Test]
    public async Task Federation_stops_for_it_and_goes_on_for_others()
    {
        await using var servers = await TwoServers.StartAsync();
        await servers.Capulet.Server.Accounts.CreateAsync(new(Jid.Parse("nurse@verona.example"), "nurse"), Ct);
        await using var juliet = await servers.JulietAsync(Ct);
        await using var nurse = await LogInAsync(servers.Capulet, "nurse@verona.example");
        await using var romeo = await servers.RomeoAsync(Ct);
        foreach (var (one, name) in new[] { (juliet, "juliet@capulet.example/r"), (nurse, "nurse@verona.example/r") })
        {
            await one.SendAsync($"<presence to='romeo@montague.example/r'/><message to='romeo@montague.example/r' id='to'><body>hi</body></message>", Ct);
            await NextAsync(romeo, "message");
            await romeo.SendAsync($"<message to='{name}' id='back'><body>hi</body></message>", Ct);
            await NextAsync(one, "message");
        }

        await ReloadAsync(servers.Capulet, "capulet.example");

        Assert.That((await NextAsync(nurse, "error")).ToString(), Does.Contain("host-gone"));
        Assert.That((string?)(await NextAsync(romeo, "presence", "unavailable")).Attribute("from"), Is.EqualTo("nurse@verona.example/r"));
        var federation = servers.Capulet.Server.Federation!;
        bool IsVerona(Xmpp.Server.Federation.DomainPair pair) => pair.Local == "verona.example";
        while (federation.Streams.Any(stream => stream.Proved.Any(IsVerona)) || federation.Links.All.Any(link => IsVerona(link.Pair) && link.Look().Stream is not null))
            await Task.Delay(10, Ct);
        GiveUpSoon(servers.Montague);
        await romeo.SendAsync("<message to='nurse@verona.example/r' id='late'><body>hi</body></message>", Ct);
        Assert.That((await NextAsync(romeo, "message", "error")).ToString(), Does.Contain("late").And.Contain("remote-server"));
        // The name still leads here, and here it is a stranger's.
        await juliet.SendAsync("<message to='nurse@verona.example/r' id='local'><body>hi</body></message>", Ct);
        Assert.That((await NextAsync(juliet, "message", "error")).ToString(), Does.Contain("local").And.Contain("remote-server"));
        await romeo.SendAsync("<message to='juliet@capulet.example/r' id='on'><body>hi</body></message>", Ct);
        Assert.That((string?)(await NextAsync(juliet, "message")).Attribute("id"), Is.EqualTo("on"));
    }

    // A session of romeo's whose client has lost its connection, and may come back.
    private async Task HibernateAsync(TestHost host)
    {
        await using var lost = await LogInAsync(host, Romeo, "lost");
        await lost.SendAsync("<presence/><enable xmlns='urn:xmpp:sm:3' resume='true'/>", Ct);
        await NextAsync(lost, "enabled");
        lost.Drop();
        while (!host.Server.Sessions.Find(Jid.Parse(Romeo)).Any(resource => resource.IsHibernating))
            await Task.Delay(10, Ct);
    }
}
