using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Server.Configuration.Reloading;
using Xmpp.Tests.Hosting;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Components;

/// <summary>Components come, go and are configured otherwise while the server runs.</summary>
[Case("OPS-07")]
public class ComponentReloadTests : HostTest
{
    private const string Juliet = "juliet@capulet.example";
    private const string Gateway = "gateway.capulet.example";
    private const string Bot = "bot.capulet.example";
    private const string Info = "<query xmlns='http://jabber.org/protocol/disco#info'/>";
    private const string Items = "<query xmlns='http://jabber.org/protocol/disco#items'/>";

    [Test, Spec("RFC 6120", "4.9.3.5")]
    public async Task One_comes_and_goes()
    {
        await using var host = await TestHost.StartAsync(accounts: [Juliet]);
        await using var juliet = await LogInAsync(host, Juliet);
        await using var other = await LogInAsync(host, Juliet, "other");
        await juliet.SendAsync("<presence/>", Ct);
        var never = await AskAsync(juliet, Gateway, Info);
        Assert.That(never, Does.Contain("remote-server-not-found"));

        Assert.That(Take(host, Component(Gateway)), Is.EqualTo(new[] { $"components[{Gateway}] (new)" }));
        await using var gateway = await ConnectAsync(host, Gateway);
        Assert.That(await AskAsync(juliet, "capulet.example", Items), Does.Contain($"\"{Gateway}\""));
        await gateway.SendAsync($"<presence from='court@{Gateway}/x' to='{Juliet}/r'/>", Ct);
        while ((string?)(await NextAsync(juliet, "presence")).Attribute("from") != $"court@{Gateway}/x")
        {
        }
        await juliet.SendAsync($"<message to='court@{Gateway}' id='m'><body>hi</body></message>", Ct);
        Assert.That((string?)(await NextAsync(gateway, "message")).Attribute("id"), Is.EqualTo("m"));

        Assert.That(Take(host), Is.EqualTo(new[] { $"components[{Gateway}] (no longer there)" }));
        // Nothing that it says is taken any more, and nobody finds it, whether its stream has ended by then or not.
        Assert.That(Condition(await AskAsync(other, Gateway, Info)), Is.EqualTo(Condition(never)));
        Assert.That((await NextAsync(gateway, "error")).Elements().First().Name.LocalName, Is.EqualTo("host-gone"));
        Assert.That((string?)(await NextAsync(juliet, "presence", "unavailable")).Attribute("from"), Is.EqualTo($"court@{Gateway}/x"));
        Assert.That(await AskAsync(juliet, "capulet.example", Items), Does.Not.Contain(Gateway));
        Assert.That(await HandshakeAsync(host, Gateway, WireComponent.SecretOf(Gateway)), Is.EqualTo("host-unknown"));

        Take(host, Component(Gateway), Component(Bot));
        await using var again = await ConnectAsync(host, Gateway);
        await using var bot = await ConnectAsync(host, Bot);
    }

    [Test, Spec("RFC 6120", "4.9.3.16")]
    public async Task With_another_secret_its_stream_ends_and_the_old_one_opens_nothing()
    {
        await using var host = await StartAsync(Component(Gateway), Component(Bot));
        await using var juliet = await LogInAsync(host, Juliet);
        await using var gateway = await ConnectAsync(host, Gateway);
        await using var bot = await ConnectAsync(host, Bot);
        await using var waiting = await WireConnection.ConnectAsync("waiting", host.Server.ComponentEndPoint!, Ct);
        await waiting.SendAsync(WireComponent.Header(Gateway), Ct);
        var id = (string?)(await waiting.NextAsync(Ct)).Element!.Attribute("id");

        Assert.That(Take(host, Component(Gateway) with { Secret = "another" }, Component(Bot)), Is.EqualTo(new[] { $"components[{Gateway}].secret" }));
        Assert.That(Condition(await AskAsync(juliet, Gateway, Info)), Is.EqualTo("remote-server-timeout"), "it is away, and may come");
        Assert.That((await NextAsync(gateway, "error")).Elements().First().Name.LocalName, Is.EqualTo("reset"));
        // Whoever has begun with the old one does not get in either.
        await waiting.SendAsync($"<handshake>{WireComponent.Digest(id!, WireComponent.SecretOf(Gateway))}</handshake>", Ct);
        Assert.That((await NextAsync(waiting, "error")).Elements().First().Name.LocalName, Is.EqualTo("reset"));
        Assert.That(await HandshakeAsync(host, Gateway, WireComponent.SecretOf(Gateway)), Is.EqualTo("not-authorized"));
        Assert.That(await HandshakeAsync(host, Gateway, "another"), Is.EqualTo("handshake"));
        await juliet.SendAsync($"<message to='{Bot}' id='m'><body>hi</body></message>", Ct);
        Assert.That((string?)(await NextAsync(bot, "message")).Attribute("id"), Is.EqualTo("m"), "the other one stays");
    }

    [Test]
    public async Task The_new_one_does_not_wait_for_the_end_of_the_old_one()
    {
        await using var host = await StartAsync(Component(Gateway));
        await using var gateway = await ConnectAsync(host, Gateway);
        var stream = host.Server.ComponentServices.Streams.Single();
        var directory = host.Server.Components;
        Assert.That(directory.Find(Gateway), Is.SameAs(stream));
        directory.Replace([Component(Gateway) with { Secret = "another" }]); // and its end is still to come
        Assert.That((directory.Find(Gateway), directory.Connected.Any()), Is.EqualTo(((object?)null, false)));
        await gateway.SendAsync($"<message from='{Gateway}' to='{Juliet}'><body>hi</body></message>", Ct);
        Assert.That((await NextAsync(gateway, "error")).Elements().First().Name.LocalName, Is.EqualTo("reset"));
    }

    [Test, Spec("XEP-0356", "4.2")]
    public async Task Privileges_are_given_and_taken()
    {
        await using var host = await StartAsync(Component(Bot));
        await using var juliet = await LogInAsync(host, Juliet);
        await juliet.SendAsync("<presence/>", Ct);
        await using var before = await ConnectAsync(host, Bot);
        var granted = Component(Bot) with
        {
            Privileges = new PrivilegeOptions { Message = MessagePrivilege.Outgoing, Roster = RosterPrivilege.Get, Presence = PresencePrivilege.ManagedEntity },
        };
        Assert.That(Take(host, granted), Has.Count.EqualTo(3));
        await NextAsync(before, "error");
        await using (var bot = await ConnectAsync(host, Bot))
        {
            Assert.That((await NextAsync(bot, "message")).ToString(), Does.Contain("outgoing").And.Contain("access=\"roster\""));
            Assert.That((string?)(await NextAsync(bot, "presence")).Attribute("from"), Is.EqualTo($"{Juliet}/r"));
            await AskAsync(juliet, Juliet, "<query xmlns='jabber:iq:roster'><item jid='romeo@verona.example'/></query>", "set");
            Assert.That((await NextAsync(bot, "iq")).ToString(), Does.Contain("romeo@verona.example"), "roster push");
            await bot.SendAsync(Speak("1"), Ct);
            Assert.That((string?)(await NextAsync(juliet, "message")).Attribute("id"), Is.EqualTo("1"));

            Take(host, Component(Bot));
            await bot.SendAsync(Speak("2"), Ct);
            Assert.That((await NextAsync(bot, "error")).Elements().First().Name.LocalName, Is.EqualTo("reset"));
        }
        await using var after = await ConnectAsync(host, Bot);
        await after.SendAsync(Speak("3"), Ct);
        await after.SendAsync($"<message from='{Bot}' to='{Juliet}/r' id='4'><body>mine</body></message>", Ct);
        Assert.That((string?)(await NextAsync(juliet, "message")).Attribute("id"), Is.EqualTo("4"));
        await juliet.SendAsync("<presence><status>hi</status></presence>", Ct);
        await juliet.SendAsync($"<message to='{Bot}' id='5'><body>hi</body></message>", Ct);
        Assert.That((string?)(await NextElementAsync(after)).Attribute("type"), Is.EqualTo("error"), "to the host, which reads nothing");
        Assert.That((string?)(await NextElementAsync(after)).Attribute("id"), Is.EqualTo("5"), "no presence, no rights");
    }

    [Test, Spec("XEP-0355", "4.2")]
    public async Task A_namespace_goes_from_one_to_the_other()
    {
        static ComponentOptions With(string name) => Component(name) with { Delegations = [new DelegationOptions { Namespace = "urn:example:ask" }] };
        const string Ask = "<ask xmlns='urn:example:ask'/>";
        const string Answer = "<query xmlns='http://jabber.org/protocol/disco#info'><feature var='urn:example:ask#by-{0}'/></query>";
        await using var host = await StartAsync(Component(Gateway), Component(Bot));
        await using var juliet = await LogInAsync(host, Juliet);
        Assert.That(Condition(await AskAsync(juliet, "capulet.example", Ask)), Is.EqualTo("service-unavailable"));
        Assert.That(await AskAsync(juliet, "capulet.example", Info), Does.Not.Contain("urn:xmpp:delegation:2"));

        Take(host, With(Gateway), Component(Bot));
        await using var gateway = await ConnectAsync(host, Gateway);
        Assert.That((await NextAsync(gateway, "message")).ToString(), Does.Contain("urn:example:ask"));
        await AnswerInfoAsync(gateway, string.Format(Answer, "gateway"));
        while (!(await AskAsync(juliet, "capulet.example", Info)).Contains("by-gateway", StringComparison.Ordinal))
            await Task.Delay(10, Ct);
        await juliet.SendAsync($"<iq type='get' id='held' to='capulet.example'>{Ask}</iq>", Ct);
        Assert.That((await NextAsync(gateway, "iq")).ToString(), Does.Contain("held"));

        Take(host, Component(Gateway), With(Bot));
        Assert.That((string?)(await NextAsync(juliet, "iq", "error")).Attribute("id"), Is.EqualTo("held"), "nobody answers that any more");
        Assert.That(await AskAsync(juliet, "capulet.example", Info), Does.Not.Contain("by-gateway"));
        await using var bot = await ConnectAsync(host, Bot);
        await AnswerInfoAsync(bot, string.Format(Answer, "bot"));
        while (!(await AskAsync(juliet, "capulet.example", Info)).Contains("by-bot", StringComparison.Ordinal))
            await Task.Delay(10, Ct);

        Take(host, Component(Gateway), Component(Bot));
        Assert.That(Condition(await AskAsync(juliet, "capulet.example", Ask)), Is.EqualTo("service-unavailable"));
        Assert.That(await AskAsync(juliet, "capulet.example", Info), Does.Not.Contain("by-bot").And.Not.Contain("urn:xmpp:delegation:2"));
    }

    [TestCase("conference.capulet.example", Description = "there are rooms")]
    [TestCase("verona.example", Description = "a host, which goes")]
    public async Task What_has_the_name_of_something_else_waits_for_a_restart(string name)
    {
        await using var host = await StartAsync(Component(Gateway));
        var configuration = host.Server.Configuration;
        var changes = configuration.Take(configuration.Options with
        {
            Hosts = [configuration.Options.Hosts[0]],
            Components = [.. configuration.Options.Components, Component(name)],
        });
        await host.Server.HostChanges.Settled;
        Assert.That(changes.AtRestart, Is.EqualTo(new[] { $"components[{name}] (new)" }));
        Assert.That(configuration.Options.Components.Select(component => component.Name), Is.EqualTo(new[] { Gateway }));
        Assert.That(await HandshakeAsync(host, name, WireComponent.SecretOf(name)), Is.EqualTo("host-unknown"));
    }

    [Test, Case("OPS-11")]
    public async Task A_name_changes_from_a_component_to_a_host_in_two_steps()
    {
        await using var host = await StartAsync(Component(Gateway));
        await using var gateway = await ConnectAsync(host, Gateway);
        var configuration = host.Server.Configuration;
        var next = configuration.Options with
        {
            Hosts = [.. configuration.Options.Hosts, new HostOptions { Name = Gateway }],
            Components = [],
        };
        var changes = configuration.Take(next);
        Assert.That(changes.Live, Is.EqualTo(new[] { $"components[{Gateway}] (no longer there)" }));
        Assert.That(changes.AtRestart, Is.EqualTo(new[] { $"hosts[{Gateway}] (new)" }));
        Assert.That((await NextAsync(gateway, "error")).Elements().First().Name.LocalName, Is.EqualTo("host-gone"));
        Assert.That(await OpenAsync(host, Gateway), Is.EqualTo("host-unknown"));
        Assert.That(configuration.Take(next).Live, Is.EqualTo(new[] { $"hosts[{Gateway}] (new)" }));
        Assert.That(await OpenAsync(host, Gateway), Is.EqualTo("features"));
    }

    [Test]
    public async Task A_name_that_it_had_from_the_rooms_is_theirs_again()
    {
        const string Rooms = "conference.capulet.example";
        await using var host = await StartAsync(Component(Rooms));
        await using var juliet = await LogInAsync(host, Juliet);
        Assert.That(Condition(await AskAsync(juliet, Rooms, Info)), Is.EqualTo("remote-server-timeout"));
        Take(host);
        Assert.That(await AskAsync(juliet, Rooms, Info), Does.Contain("category=\"conference\""));
    }

    [Test]
    public async Task A_component_of_a_host_that_comes_with_it_has_its_rights_there()
    {
        await using var host = await StartAsync();
        var configuration = host.Server.Configuration;
        configuration.Take(configuration.Options with
        {
            Hosts = [.. configuration.Options.Hosts, new HostOptions { Name = "ferrara.example" }],
            Components =
            [
                Component("bot.ferrara.example") with { Privileges = new PrivilegeOptions { Message = MessagePrivilege.Outgoing } },
                Component(Bot) with { Hosts = ["ferrara.example"], Privileges = new PrivilegeOptions { Message = MessagePrivilege.Outgoing } },
            ],
        });
        foreach (var name in new[] { "bot.ferrara.example", Bot })
        {
            await using var bot = await ConnectAsync(host, name);
            Assert.That((string?)(await NextAsync(bot, "message")).Attribute("from"), Is.EqualTo("ferrara.example"));
        }
    }

    [Test]
    public async Task An_address_that_is_taken_changes_nothing_at_all()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var host = await TestHost.StartAsync(configure: o => o with
        {
            Listeners = o.Listeners with { Components = [new ListenEndpoint("127.0.0.1", ((IPEndPoint)taken.LocalEndpoint).Port)] },
        });
        var configuration = host.Server.Configuration;
        var next = configuration.Options with { Components = [Component(Gateway)], Limits = configuration.Options.Limits with { RosterItems = 7 } };
        Assert.That(() => configuration.Take(next), Throws.TypeOf<ReloadRefusedException>().With.Property("Key").EqualTo("listeners.components"));
        Assert.That((configuration.Options.Components.Count, configuration.Options.Limits.RosterItems == 7), Is.EqualTo((0, false)));
        taken.Stop();
        Assert.That(configuration.Take(next).Live, Has.Count.EqualTo(2));
        await using var gateway = await ConnectAsync(host, Gateway);
    }

    private static ComponentOptions Component(string name) => new() { Name = name, Secret = WireComponent.SecretOf(name) };

    private static Task<TestHost> StartAsync(params ComponentOptions[] components) =>
        TestHost.StartAsync(configure: o => o with { Components = components }, accounts: [Juliet]);

    // Those that are the same keep their records, as what a file has again.
    private static IReadOnlyList<string> Take(TestHost host, params ComponentOptions[] components)
    {
        var configuration = host.Server.Configuration;
        var changes = configuration.Take(configuration.Options with { Components = components });
        Assert.That(changes.AtRestart, Is.Empty);
        return changes.Live;
    }

    private async Task<WireConnection> ConnectAsync(TestHost host, string name)
    {
        var connection = await WireConnection.ConnectAsync(name, host.Server.ComponentEndPoint!, Ct);
        await WireComponent.LogInAsync(connection, name, WireComponent.SecretOf(name), Ct);
        return connection;
    }

    // "handshake", or the condition of the stream error.
    private async Task<string> HandshakeAsync(TestHost host, string name, string secret)
    {
        await using var connection = await WireConnection.ConnectAsync("new", host.Server.ComponentEndPoint!, Ct);
        await connection.SendAsync(WireComponent.Header(name), Ct);
        var id = (string?)(await connection.NextAsync(Ct)).Element!.Attribute("id");
        await connection.SendAsync($"<handshake>{WireComponent.Digest(id!, secret)}</handshake>", Ct);
        var answer = (await connection.NextAsync(Ct)).Element!;
        return answer.Name.LocalName == "error" ? answer.Elements().First().Name.LocalName : answer.Name.LocalName;
    }

    private async Task<XElement> NextElementAsync(WireConnection connection) =>
        (await connection.NextAsync(Ct)).Element ?? throw new InvalidOperationException();

    // The two requests of XEP-0355 §7.2: for the host and for its accounts.
    private async Task AnswerInfoAsync(WireConnection component, string info)
    {
        for (var i = 0; i < 2; i++)
        {
            var request = await NextAsync(component, "iq");
            await component.SendAsync(
                $"<iq type='result' id='{(string?)request.Attribute("id")}' from='{(string?)request.Attribute("to")}' to='{(string?)request.Attribute("from")}'>{info}</iq>", Ct);
        }
    }

    private static string Speak(string id) =>
        $"<message from='{Bot}' to='capulet.example'><privilege xmlns='urn:xmpp:privilege:2'><forwarded xmlns='urn:xmpp:forward:0'>"
        + $"<message xmlns='jabber:client' from='capulet.example' to='{Juliet}/r' id='{id}'><body>hear ye</body></message></forwarded></privilege></message>";

    private static string Condition(string answer) =>
        Regex.Match(answer, "<([a-z-]+) xmlns=\"urn:ietf:params:xml:ns:xmpp-stanzas\"").Groups[1].Value;
}
