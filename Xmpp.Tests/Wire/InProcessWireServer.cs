using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server;
using Xmpp.Server.Accounts;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation;
using Xmpp.Stanzas.Jids;
using Xmpp.Storage.Engines;
using Xmpp.Tests.Federation;
using Xmpp.Tests.Peers;
using Xmpp.Tests.Storage;

namespace Xmpp.Tests.Wire;

/// <summary>Our server in this process, configured as the script's head says, with a clock that only the script moves.</summary>
internal sealed class InProcessWireServer : IWireServer
{
    /// <summary>When every script begins, so that it can name what is stamped.</summary>
    public static readonly DateTimeOffset Beginning = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    // Keys of [[hosts]] apply to each host: "config hosts.contact.abuse = [...]"; those of [[components]] likewise.
    private const string OfHosts = "hosts.";
    private const string OfComponents = "components.";

    private readonly ServerOptions _options;
    private readonly FakeTimeProvider _time;
    private readonly DirectoryInfo _folder;
    private readonly ErrorLog _log;
    private readonly FederationSeams _seams;
    private ServerHost _host;

    private InProcessWireServer(
        ServerHost host, ServerOptions options, FakeTimeProvider time, DirectoryInfo folder, ErrorLog log,
        FederationSeams seams)
    {
        _seams = seams;
        _host = host;
        _options = options;
        _time = time;
        _folder = folder;
        _log = log;
    }

    /// <summary>What the server logged as an error: whatever a client sends, there is none.</summary>
    public IReadOnlyCollection<string> Errors => _log.Lines;

    public IPEndPoint ClientEndPoint => _host.C2sEndPoint!;
    public IPEndPoint? DirectTlsEndPoint => _host.C2sTlsEndPoint;
    public IPEndPoint? ComponentEndPoint => _host.ComponentEndPoint;

    public IPEndPoint? ServerEndPoint => _host.S2sEndPoint;

    public IPEndPoint? WebEndPoint => _host.WebEndPoints.Count > 0 ? _host.WebEndPoints[0] : null;

    public void SetPeer(string domain, IPEndPoint endPoint) => ((TestFinder?)_seams.Finder)?.Set(domain, endPoint);

    public void Trust(X509Certificate2 certificate, string domain) =>
        ((TestIdentity?)_seams.Identity)?.Trust(certificate, domain);

    public static async Task<InProcessWireServer> StartAsync(WireScript script, DatabaseKind database, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("xmpp-wire-");
        try
        {
            var storage = await StorageAsync(script, database, folder);
            // The script's clock jumps while the database works, which must not look as if it had hung for so long.
            var options = Read(script) with { DataDirectory = folder.FullName, Storage = storage with { Timeout = TimeSpan.FromDays(2) } };
            var time = new FakeTimeProvider(Beginning);
            var log = new ErrorLog();
            var seams = new FederationSeams(new TestFinder(), new TestIdentity());
            return new(await ServerHost.StartAsync(options, time, log, seams, ct), options, time, folder, log, seams);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    public async Task CreateAccountAsync(string bareJid, string password, CancellationToken ct)
    {
        var outcome = await _host.Accounts.CreateAsync(new(Jid.Parse(bareJid), password), ct);
        if (outcome != AccountOutcome.Done)
            throw new WireFailureException($"{bareJid} cannot be created: {outcome}");
    }

    public void AdvanceClock(TimeSpan by) => _time.Advance(by);

    public int? Connections => _host.C2s.Connections + _host.ComponentConnections + (_host.Federation?.Connections ?? 0);

    public async Task RestartAsync(CancellationToken ct)
    {
        await _host.StopAsync();
        _host = await ServerHost.StartAsync(_options, _time, _log, _seams, ct);
    }

    public async ValueTask DisposeAsync()
    {
        var stopping = _host.DisposeAsync().AsTask();
        _time.Advance(TimeSpan.FromHours(1)); // past the deadline of the drain, which nobody else would ever reach
        await stopping;
        _folder.Delete(recursive: true);
    }

    // Through the reader of server.toml, so that a script cannot set what an operator cannot set.
    private static ServerOptions Read(WireScript script)
    {
        var settings = new Dictionary<string, string>
        {
            ["listeners.c2s"] = "['127.0.0.1:0']",
            ["listeners.c2s_tls"] = "['127.0.0.1:0']",
            ["listeners.components"] = "['127.0.0.1:0']",
            ["listeners.s2s"] = "['127.0.0.1:0']",
            ["listeners.s2s_tls"] = "['127.0.0.1:0']",
            ["listeners.https"] = "[]",
            ["listeners.http"] = "[]",
            ["http.listen"] = "[]",
        };
        if (script.NeedsWeb)
            settings["listeners.http"] = "['127.0.0.1:0']";
        foreach (var (key, value) in script.Config)
            settings[key] = value;
        var text = new StringBuilder();
        foreach (var (key, value) in settings.Where(s => !IsOf(OfHosts, s.Key) && !IsOf(OfComponents, s.Key)))
            text.Append($"{key} = {value}\n");
        foreach (var host in script.Hosts)
        {
            text.Append($"[[hosts]]\nname = '{host}'\n");
            AppendOf(OfHosts);
        }
        foreach (var (name, secret) in script.Components)
        {
            text.Append($"[[components]]\nname = '{name}'\nsecret = '{secret}'\n");
            AppendOf(OfComponents);
        }
        var result = ServerConfiguration.Parse(script.File, text.ToString(), new Dictionary<string, string>());
        var options = result.Options ?? throw new WireFailureException($"{script.File}: {string.Join("; ", result.Problems)}");
        return script.Config.ContainsKey("sasl.iterations")
            ? options
            : options with { Sasl = options.Sasl with { Iterations = TestHost.Iterations } };

        void AppendOf(string table)
        {
            foreach (var (key, value) in settings.Where(s => IsOf(table, s.Key)))
                text.Append($"{key[table.Length..]} = {value}\n");
        }
    }

    private static bool IsOf(string table, string key) => key.StartsWith(table, StringComparison.Ordinal);

    private static async Task<DatabaseOptions> StorageAsync(
        WireScript script, DatabaseKind database, DirectoryInfo folder) => database switch
        {
            DatabaseKind.MariaDb => new()
            {
                Engine = EngineKind.MySql,
                ConnectionString = await (await MariaDb.SharedAsync()).CreateDatabaseAsync(),
            },
            _ => new()
            {
                Path = script.Steps.Any(s => s is WireStep.Restart) ? Path.Combine(folder.FullName, "xmpp.db") : ":memory:",
            },
        };

    private sealed class ErrorLog : ILoggerFactory, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                Lines.Enqueue($"{formatter(state, exception)} {exception}");
        }

        public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
