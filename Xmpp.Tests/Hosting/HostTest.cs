using System.Xml.Linq;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Hosting;

/// <summary>What tests of hosts that come and go have in common.</summary>
public abstract class HostTest
{
    private CancellationTokenSource _patience;

    /// <summary>No test takes so long.</summary>
    protected CancellationToken Ct => _patience.Token;

    [SetUp]
    public void Begin() => _patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));

    [TearDown]
    public void End() => _patience.Dispose();

    /// <summary>A reload with these hosts; completes when those that go have gone. What changed is given back.</summary>
    private protected async Task<IReadOnlyList<string>> ReloadAsync(TestHost host, params string[] names)
    {
        var configuration = host.Server.Configuration;
        var options = configuration.Options;
        var changes = configuration.Take(options with
        {
            Hosts = [.. names.Select(name => options.Hosts.FirstOrDefault(known => known.Name == name) ?? new HostOptions { Name = name })],
        });
        await host.Server.HostChanges.Settled.WaitAsync(Ct);
        Assert.That(changes.AtRestart, Is.Empty);
        return changes.Live;
    }

    /// <summary>From now on a server that was there is not waited for long.</summary>
    private protected static void GiveUpSoon(TestHost host)
    {
        var configuration = host.Server.Configuration;
        var federation = configuration.Options.Federation with { QueueTimeout = TimeSpan.FromSeconds(1) };
        configuration.Take(configuration.Options with { Federation = federation });
    }

    private protected async Task<WireConnection> LogInAsync(TestHost host, string account, string resource = "r")
    {
        var connection = await WireConnection.ConnectAsync(account, host.Server.C2sEndPoint!, Ct);
        await WireLogin.LogInAsync(connection, account, TestHost.PasswordOf(account), resource, Ct);
        return connection;
    }

    /// <summary>The next stanza or stream error of that name; others are left out.</summary>
    private protected async Task<XElement> NextAsync(WireConnection connection, string name, string? type = null)
    {
        while (true)
        {
            var frame = await connection.NextAsync(Ct);
            Assert.That(frame.Kind, Is.Not.EqualTo(WirePatternKind.Closed), connection.Name);
            if (frame.Element is { } element && element.Name.LocalName == name && (type is null || (string?)element.Attribute("type") == type))
                return element;
        }
    }

    /// <summary>What a new stream to a host is answered with: "features", or the condition of the stream error.</summary>
    private protected async Task<string> OpenAsync(TestHost host, string name)
    {
        await using var connection = await WireConnection.ConnectAsync("new", host.Server.C2sEndPoint!, Ct);
        await connection.SendAsync(WireLogin.Header(name), Ct);
        await connection.NextAsync(Ct);
        var answer = (await connection.NextAsync(Ct)).Element!;
        return answer.Name.LocalName == "error" ? answer.Elements().First().Name.LocalName : answer.Name.LocalName;
    }

    private protected async Task<string> AskAsync(WireConnection connection, string to, string payload, string type = "get")
    {
        var id = Guid.NewGuid().ToString("N");
        await connection.SendAsync($"<iq type='{type}' id='{id}' to='{to}'>{payload}</iq>", Ct);
        while (true)
        {
            var answer = await NextAsync(connection, "iq");
            if ((string?)answer.Attribute("id") == id)
                return answer.ToString();
        }
    }
}
