using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation;
using Xmpp.Server.Federation.Identity;
using Xmpp.Tests.Wire;

namespace Xmpp.Tests.Federation;

/// <summary>capulet.example and montague.example, each a whole server with sockets, who know where the other one is.</summary>
internal sealed class TwoServers : IAsyncDisposable
{
    private TwoServers(TestHost capulet, TestHost montague, TestFinder finder)
    {
        Capulet = capulet;
        Montague = montague;
        Finder = finder;
    }

    public TestHost Capulet { get; }
    public TestHost Montague { get; }
    public TestFinder Finder { get; }

    public static async Task<TwoServers> StartAsync(
        FederationOptions? federation = null, Func<ServerOptions, ServerOptions>? configure = null,
        bool hasRealIdentity = false, ILoggerFactory? log = null, IPeerIdentity? identity = null)
    {
        var finder = new TestFinder();
        var seams = new FederationSeams(finder, hasRealIdentity ? null : identity ?? new TestIdentity());
        var capulet = await TestHost.StartAsync(
            configure: Configure(["capulet.example", "verona.example"]), seams: seams, log: log,
            accounts: ["juliet@capulet.example"]);
        var montague = await TestHost.StartAsync(
            configure: Configure(["montague.example"]), seams: seams, log: log, accounts: ["romeo@montague.example"]);
        finder.Set("capulet.example", capulet.Server.S2sEndPoint);
        finder.Set("verona.example", capulet.Server.S2sEndPoint);
        finder.Set("montague.example", montague.Server.S2sEndPoint);
        return new TwoServers(capulet, montague, finder);

        Func<ServerOptions, ServerOptions> Configure(string[] hosts) => options =>
        {
            options = options with
            {
                Hosts = [.. hosts.Select(name => new HostOptions { Name = name })],
                Federation = federation ?? new FederationOptions(),
            };
            return configure?.Invoke(options) ?? options;
        };
    }

    public Task<WireConnection> JulietAsync(CancellationToken ct) => LogInAsync(Capulet, "juliet@capulet.example", ct);

    public Task<WireConnection> RomeoAsync(CancellationToken ct) => LogInAsync(Montague, "romeo@montague.example", ct);

    public async ValueTask DisposeAsync()
    {
        await Capulet.DisposeAsync();
        await Montague.DisposeAsync();
    }

    private static async Task<WireConnection> LogInAsync(TestHost host, string account, CancellationToken ct)
    {
        var name = account[..account.IndexOf('@', StringComparison.Ordinal)];
        var connection = await WireConnection.ConnectAsync(
            name, host.Server.C2sEndPoint ?? throw new InvalidOperationException(), ct);
        await WireLogin.LogInAsync(connection, account, name, "r", ct);
        return connection;
    }
}
