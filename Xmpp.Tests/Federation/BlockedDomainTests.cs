using Xmpp.Server.Commands.Control;

namespace Xmpp.Tests.Federation;

/// <summary>The operator blocks a domain while its server talks to ours.</summary>
public class BlockedDomainTests
{
    [Test]
    public async Task Streams_end_stanzas_are_refused_and_it_works_again_afterwards()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var ct = patience.Token;
        await using var servers = await TwoServers.StartAsync();
        await using var juliet = await servers.JulietAsync(ct);
        await using var romeo = await servers.RomeoAsync(ct);
        await romeo.SendAsync("<message to='juliet@capulet.example/r' id='r1'><body>hi</body></message>", ct);
        Assert.That((string?)(await juliet.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("r1"));
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='j1'><body>hi</body></message>", ct);
        Assert.That((string?)(await romeo.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("j1"));

        var federation = servers.Capulet.Server.Federation!;
        var blocked = servers.Capulet.Server.BlockedDomains;
        var before = FederationLines.Of(federation).ToList();
        Assert.That(before.Select(l => $"{l.Local} {l.Remote} {l.State} {l.Method}"),
            Does.Contain("capulet.example montague.example open dialback"));
        Assert.That(before[0].Tls, Does.Contain("Tls1"));

        foreach (var host in new[] { servers.Capulet, servers.Montague })
        {
            while (host.Server.Federation?.Links.All.Sum(link => link.Look().Queue) > 0)
                await Task.Delay(20, ct); // acknowledged
        }
        Assert.That(await blocked.BlockAsync("*.EXAMPLE", ct), Is.True);
        Assert.That(await blocked.BlockAsync("*.example", ct), Is.False);
        Assert.That(await blocked.BlockAsync("a@b", ct), Is.Null);
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='j2'><body>hi</body></message>", ct);
        Assert.That((await juliet.NextAsync(ct)).Element?.ToString(), Does.Contain("j2").And.Contain("not-allowed"));
        while (servers.Capulet.Server.Federation?.Streams.Any() == true)
            await Task.Delay(10, ct);
        await romeo.SendAsync("<message to='juliet@capulet.example/r' id='r2'><body>hi</body></message>", ct);
        Assert.That((await romeo.NextAsync(ct)).Element?.ToString(), Does.Contain("r2").And.Contain("remote-server-timeout"));

        Assert.That((await blocked.ListAsync(ct)).Select(b => b.Pattern), Is.EqualTo(new[] { "*.example" }));
        Assert.That(await blocked.UnblockAsync("*.example", ct), Is.True);
        Assert.That(await blocked.UnblockAsync("*.example", ct), Is.False);
        await juliet.SendAsync("<message to='romeo@montague.example/r' id='j3'><body>hi</body></message>", ct);
        Assert.That((string?)(await romeo.NextAsync(ct)).Element?.Attribute("id"), Is.EqualTo("j3"));
    }
}
