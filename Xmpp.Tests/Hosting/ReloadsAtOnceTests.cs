using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server.Commands;
using Xmpp.Server.Configuration;
using Xmpp.Server.Configuration.Reloading;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Hosting;

/// <summary>Reloads that come together, and when the server is about to stop (cases OPS-07).</summary>
[Case("OPS-07")]
public class ReloadsAtOnceTests : HostTest
{
    private const string Romeo = "romeo@verona.example";

    private string _written = "";

    [Test]
    public async Task One_follows_the_other_and_the_last_is_in_force()
    {
        await using var host = await TestHost.StartAsync(accounts: [Romeo]);
        var reload = new ConfigurationReload(host.Server, Read, NullLogger.Instance);
        for (var i = 0; i < 3; i++)
        {
            await using var romeo = await LogInAsync(host, Romeo);
            // The second asks while everybody is being sent away, and reads what was written last.
            _written = "capulet.example";
            var first = reload.RunAsync();
            var second = reload.RunAsync();
            Assert.That((await first).Changed, Does.Contain("hosts[verona.example] (no longer there)"));
            _written = "capulet.example verona.example";
            var others = await Task.WhenAll(second, reload.RunAsync(), Task.Run(reload.RunAsync));
            Assert.That(others.SelectMany(reply => reply.Problems), Is.Empty);
            Assert.That(others.SelectMany(reply => reply.Changed).Count(key => key == "hosts[verona.example] (new)"), Is.EqualTo(1));
            Assert.That(await OpenAsync(host, "verona.example"), Is.EqualTo("features"));
            Assert.That(host.Server.Sessions.Find(Jid.Parse(Romeo)), Is.Empty, "of the host that was there before");
        }
    }

    [Test]
    public async Task A_server_that_stops_takes_none_any_more()
    {
        await using var host = await TestHost.StartAsync(accounts: [Romeo]);
        var reload = new ConfigurationReload(host.Server, Read, NullLogger.Instance);
        await using var romeo = await LogInAsync(host, Romeo);
        _written = "capulet.example";
        var under = reload.RunAsync();
        var stop = host.Server.StopAsync();
        _written = "capulet.example verona.example ferrara.example";
        var late = await reload.RunAsync().WaitAsync(Ct);
        await stop.WaitAsync(Ct);
        Assert.That((await under).Problems, Is.Empty.Or.EqualTo(new[] { "the server is stopping" }));
        Assert.That(late.Problems, Is.EqualTo(new[] { "the server is stopping" }));
        Assert.That((await reload.RunAsync().WaitAsync(Ct)).Problems, Is.EqualTo(new[] { "the server is stopping" }));
        var configuration = host.Server.Configuration;
        Assert.That(() => configuration.Take(configuration.Options), Throws.TypeOf<ReloadRefusedException>());
        Assert.That(host.Server.C2s.Hosts.Contains("ferrara.example"), Is.False);
    }

    // Of the server that runs, with these hosts; read when it is the turn.
    private ConfigurationResult Read()
    {
        var hosts = string.Concat(_written.Split(' ').Select(name => $"[[hosts]]\nname = '{name}'\n"));
        return ServerConfiguration.Parse("server.toml", hosts, new Dictionary<string, string>());
    }
}
