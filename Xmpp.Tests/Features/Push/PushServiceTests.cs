using System.Xml.Linq;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage;
using Xmpp.Storage.Push;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Features.Push;

/// <summary>A push service of flesh and blood: a component over a real socket, and what the server makes of its answers.</summary>
[Case("RTE-14")]
public sealed class PushServiceTests
{
    private const string Service = "push.client.example";

    private static readonly Jid s_juliet = Jid.Parse("juliet@capulet.example");
    private static readonly XNamespace s_pubSub = "http://jabber.org/protocol/pubsub";

    private readonly List<WireConnection> _connections = [];
    private FakeTimeProvider _time = new();
    private CancellationTokenSource _patience = new();
    private TestHost? _host;

    private CancellationToken Ct => _patience.Token;
    private TestHost Host => _host ?? throw new InvalidOperationException();

    [SetUp]
    public void Begin()
    {
        _time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(60));
        _patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
    }

    [TearDown]
    public async Task EndAsync()
    {
        foreach (var connection in _connections)
            await connection.DisposeAsync();
        _connections.Clear();
        if (_host is not null)
            await _host.DisposeAsync();
        _patience.Dispose();
    }

    [Test, Spec("XEP-0357", "7.1")]
    public async Task An_error_for_good_disables_that_node_and_one_that_passes_does_not()
    {
        var (service, romeo) = await StartAsync("N1", "N2");
        await romeo.SendAsync(Message(1), Ct);
        var publishes = new[] { await PublishAsync(service), await PublishAsync(service) }.ToDictionary(p => p.Node);
        await service.SendAsync(Error(publishes["N1"].Id, "cancel", "item-not-found"), Ct);
        await service.SendAsync(Error(publishes["N2"].Id, "wait", "resource-constraint"), Ct);
        var left = await UntilAsync(all => all.Count == 1 && all[0].FailingSince is not null);
        Assert.That(left.Single().Node, Is.EqualTo("N2"));

        await romeo.SendAsync(Message(2), Ct);
        var next = await PublishAsync(service);
        Assert.That(next.Node, Is.EqualTo("N2"));
        await service.SendAsync($"<iq type='result' id='{next.Id}' from='{Service}' to='capulet.example'/>", Ct);
        await UntilAsync(all => all[0].FailingSince is null);
    }

    [Test, Spec("XEP-0357", "7.1")]
    public async Task A_service_that_is_away_or_silent_is_kept_until_it_has_been_so_for_long()
    {
        var (service, romeo) = await StartAsync("N1");
        await service.DisposeAsync();
        await UntilSoAsync(() => !Host.Server.Components.Connected.Any());
        await romeo.SendAsync(Message(1), Ct); // remote-server-timeout
        await UntilAsync(all => all.Single().FailingSince is not null);

        service = await ConnectServiceAsync();
        await romeo.SendAsync(Message(2), Ct);
        await PublishAsync(service); // and no answer
        _time.Advance(TimeSpan.FromDays(7));
        await UntilAsync(all => all.Count == 0);
    }

    [TestCase(true, Description = "it is busy")]
    [TestCase(false, Description = "its link is away")]
    [Spec("XEP-0357", "7.1")]
    public async Task What_could_not_be_taken_goes_again_and_once(bool isThere)
    {
        var (service, romeo) = await StartAsync("N1");
        if (!isThere)
        {
            await service.DisposeAsync();
            await UntilSoAsync(() => !Host.Server.Components.Connected.Any());
        }
        await romeo.SendAsync(Message(1), Ct);
        if (isThere)
            await service.SendAsync(Error((await PublishAsync(service)).Id, "wait", "resource-constraint"), Ct);
        await UntilAsync(all => all.Single().FailingSince is not null);
        if (!isThere)
            service = await ConnectServiceAsync();

        _time.Advance(TimeSpan.FromSeconds(30));
        var again = await PublishAsync(service);
        Assert.That(again.Node, Is.EqualTo("N1"));
        await service.SendAsync($"<iq type='result' id='{again.Id}' from='{Service}' to='capulet.example'/>", Ct);
        await UntilAsync(all => all.Single().FailingSince is null);
        _time.Advance(TimeSpan.FromSeconds(60)); // when it would have gone a third time
        await romeo.SendAsync(Message(2), Ct);
        Assert.That((await service.NextAsync(Ct)).Element?.ToString(), Does.Contain("<value>1</value>"), "nothing came in between");
    }

    [Test, Spec("XEP-0357", "7.1")]
    public async Task News_take_along_what_could_not_be_taken()
    {
        var (service, romeo) = await StartAsync("N1");
        await romeo.SendAsync(Message(1), Ct);
        await service.SendAsync(Error((await PublishAsync(service)).Id, "wait", "resource-constraint"), Ct);
        await UntilAsync(all => all.Single().FailingSince is not null);
        await romeo.SendAsync(Message(2), Ct);
        Assert.That((await service.NextAsync(Ct)).Element?.ToString(), Does.Contain("<value>2</value>"));
    }

    [Test, Spec("XEP-0357", "6")]
    public async Task A_device_that_has_disabled_it_meanwhile_is_not_woken()
    {
        var (service, romeo) = await StartAsync("N1", "N2");
        await romeo.SendAsync(Message(1), Ct);
        var publishes = new[] { await PublishAsync(service), await PublishAsync(service) }.ToDictionary(p => p.Node);
        await service.SendAsync(Error(publishes["N1"].Id, "wait", "resource-constraint"), Ct);
        await UntilAsync(all => all.Single(r => r.Node == "N1").FailingSince is not null);
        await service.SendAsync($"<iq type='result' id='{publishes["N2"].Id}' from='{Service}' to='capulet.example'/>", Ct);
        var juliet = await LogInAsync("juliet");
        await juliet.SendAsync($"<iq type='set' id='N1'><disable xmlns='urn:xmpp:push:0' jid='{Service}' node='N1'/></iq>", Ct);
        await juliet.NextAsync(Ct);
        await juliet.DisposeAsync();
        await UntilSoAsync(() => Host.Server.Sessions.Find(s_juliet).IsEmpty);
        _time.Advance(TimeSpan.FromSeconds(30));
        await romeo.SendAsync(Message(2), Ct);
        Assert.That((await PublishAsync(service)).Node, Is.EqualTo("N2"));
    }

    [Test]
    public async Task Only_the_service_itself_can_answer_for_it()
    {
        var (service, romeo) = await StartAsync("N1");
        await romeo.SendAsync(Message(1), Ct);
        var publish = await PublishAsync(service);
        await romeo.SendAsync(Error(publish.Id, "cancel", "item-not-found").Replace($"from='{Service}' ", ""), Ct);
        await PingAsync(romeo);
        Assert.That(await RegistrationsAsync(), Has.Count.EqualTo(1));
        await service.SendAsync(Error(publish.Id, "cancel", "item-not-found"), Ct);
        await UntilAsync(all => all.Count == 0);
    }

    [Test]
    public async Task A_session_that_nobody_looks_at_is_pushed_to_and_gets_the_message_all_the_same()
    {
        var (service, romeo) = await StartAsync("N1", stays: true);
        var juliet = _connections.Single(c => c.Name == "juliet");
        var resource = Host.Server.Sessions.Find(s_juliet).Single();
        Host.Server.Sessions.Update(s_juliet, resource.SessionId, r => r with { IsInactive = true });
        await romeo.SendAsync(Message(1), Ct);
        Assert.That((await PublishAsync(service)).Node, Is.EqualTo("N1"));
        Assert.That((await juliet.NextAsync(Ct)).Element?.Attribute("id")?.Value, Is.EqualTo("m1"));
    }

    [Test]
    public async Task What_is_registered_ends_with_the_account()
    {
        await StartAsync("N1");
        await RegistrationsAsync();
        await Host.Server.Accounts.DeleteAsync(s_juliet, Ct);
        Assert.That(await RegistrationsAsync(), Is.Empty);
    }

    private async Task<(WireConnection Service, WireConnection Romeo)> StartAsync(params string[] nodes) =>
        await StartAsync(nodes, stays: false);

    private Task<(WireConnection Service, WireConnection Romeo)> StartAsync(string node, bool stays) =>
        StartAsync([node], stays);

    // Juliet has a phone for each node; romeo writes.
    private async Task<(WireConnection Service, WireConnection Romeo)> StartAsync(string[] nodes, bool stays)
    {
        _host = await TestHost.StartAsync(
            time: _time,
            configure: options => options with
            {
                Components = [new ComponentOptions { Name = Service, Secret = WireComponent.SecretOf(Service) }],
                Features = new FeatureOptions { Push = new PushOptions { Interval = TimeSpan.Zero } },
            },
            accounts: ["juliet@capulet.example", "romeo@capulet.example"]);
        var juliet = await LogInAsync("juliet");
        await juliet.SendAsync("<presence/>", Ct);
        await juliet.NextAsync(Ct);
        foreach (var node in nodes)
        {
            await juliet.SendAsync(
                $"<iq type='set' id='{node}'><enable xmlns='urn:xmpp:push:0' jid='{Service}' node='{node}'/></iq>", Ct);
            Assert.That((await juliet.NextAsync(Ct)).Element?.Attribute("type")?.Value, Is.EqualTo("result"));
        }
        if (!stays)
        {
            await juliet.DisposeAsync();
            await UntilSoAsync(() => Host.Server.Sessions.Find(s_juliet).IsEmpty);
        }
        return (await ConnectServiceAsync(), await LogInAsync("romeo"));
    }

    private async Task<WireConnection> ConnectServiceAsync()
    {
        var service = await WireConnection.ConnectAsync(
            "service", Host.Server.ComponentEndPoint ?? throw new InvalidOperationException(), Ct);
        _connections.Add(service);
        await WireComponent.LogInAsync(service, Service, WireComponent.SecretOf(Service), Ct);
        return service;
    }

    private async Task<WireConnection> LogInAsync(string name)
    {
        var connection = await WireConnection.ConnectAsync(
            name, Host.Server.C2sEndPoint ?? throw new InvalidOperationException(), Ct);
        _connections.Add(connection);
        await WireLogin.LogInAsync(connection, $"{name}@capulet.example", name, "r", Ct);
        return connection;
    }

    private async Task PingAsync(WireConnection client)
    {
        await client.SendAsync("<iq type='get' id='ping' to='capulet.example'><ping xmlns='urn:xmpp:ping'/></iq>", Ct);
        Assert.That((await client.NextAsync(Ct)).Element?.Attribute("id")?.Value, Is.EqualTo("ping"));
    }

    private async Task<(string Id, string Node)> PublishAsync(WireConnection service)
    {
        var iq = (await service.NextAsync(Ct)).Element ?? throw new InvalidOperationException();
        var publish = iq.Element(s_pubSub + "pubsub")?.Element(s_pubSub + "publish");
        return (iq.Attribute("id")?.Value ?? "", publish?.Attribute("node")?.Value ?? "");
    }

    // What the answers bring about is behind them, so it is looked for until it is there.
    private async Task<IReadOnlyList<PushRegistration>> UntilAsync(Func<IReadOnlyList<PushRegistration>, bool> isSo)
    {
        while (true)
        {
            Ct.ThrowIfCancellationRequested();
            var all = await RegistrationsAsync();
            if (isSo(all))
                return all;
            await Task.Yield();
        }
    }

    private async Task UntilSoAsync(Func<bool> isSo)
    {
        while (!isSo())
        {
            Ct.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    private async Task<IReadOnlyList<PushRegistration>> RegistrationsAsync() =>
        await new Stores(Host.Server.Storage, _time).Push.FindAsync(s_juliet, Ct);

    private static string Message(int number) =>
        $"<message to='juliet@capulet.example' type='chat' id='m{number}'><body>x</body></message>";

    private static string Error(string id, string type, string condition) =>
        $"<iq type='error' id='{id}' from='{Service}' to='capulet.example'><error type='{type}'>"
        + $"<{condition} xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></iq>";
}
