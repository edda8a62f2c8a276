using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation;
using Xmpp.Stanzas.Jids;
using Xmpp.Tests.Federation;

namespace Xmpp.Tests;

/// <summary>A whole server in this process, on ports that the system chooses, with its data in a folder of its own.</summary>
internal sealed class TestHost : IAsyncDisposable
{
    private readonly string _directory;

    private TestHost(ServerHost server, string directory)
    {
        Server = server;
        _directory = directory;
    }

    public ServerHost Server { get; }

    /// <summary>Listens on loopback without requiring TLS, so that tests may speak in clear.</summary>
    public static async Task<TestHost> StartAsync(
        LimitOptions? limits = null, TimeProvider? time = null, bool listens = true, DatabaseOptions? storage = null,
        FeatureOptions? features = null,
        Func<ServerOptions, ServerOptions>? configure = null,
        FederationSeams? seams = null,
        ILoggerFactory? log = null,
        params string[] accounts)
    {
        var directory = Directory.CreateTempSubdirectory("xmpp-test-").FullName;
        var options = new ServerOptions
        {
            Hosts = [new HostOptions { Name = "capulet.example" }, new HostOptions { Name = "verona.example" }],
            DataDirectory = directory,
            Storage = storage ?? new DatabaseOptions { Path = ":memory:" },
            Listeners = new ListenerOptions
            {
                C2s = [new ListenEndpoint("127.0.0.1", 0)],
                C2sTls = [new ListenEndpoint("127.0.0.1", 0)],
                S2s = [new ListenEndpoint("127.0.0.1", 0)],
                S2sTls = [new ListenEndpoint("127.0.0.1", 0)],
                Https = [],
                Http = [],
                Components = [new ListenEndpoint("127.0.0.1", 0)],
                Tls = TlsRequirement.Optional,
            },
            Http = new HttpOptions { Listen = [] },
            Features = features ?? new FeatureOptions(),
            Limits = limits ?? new LimitOptions(),
            Sasl = new SaslOptions { Iterations = Iterations },
        };
        options = configure?.Invoke(options) ?? options;
        var server = await ServerHost.StartAsync(
            options, time ?? TimeProvider.System, log ?? NullLoggerFactory.Instance,
            seams ?? new FederationSeams(new TestFinder()), CancellationToken.None, listens);
        foreach (var account in accounts)
            await server.Accounts.CreateAsync(new(Jid.Parse(account), PasswordOf(account)), CancellationToken.None);
        return new TestHost(server, directory);
    }

    /// <summary>With a web server, in clear.</summary>
    public static ServerOptions WithHttp(ServerOptions options) =>
        options with { Listeners = options.Listeners with { Http = [new ListenEndpoint("127.0.0.1", 0)] } };

    /// <summary>PBKDF2 rounds: the least that is allowed, 4096, took a sixth of the time of all scripts.</summary>
    public const int Iterations = 64;

    /// <summary>The password that <see cref="StartAsync"/> gave an account.</summary>
    public static string PasswordOf(string account) => account[..account.IndexOf('@', StringComparison.Ordinal)];

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
