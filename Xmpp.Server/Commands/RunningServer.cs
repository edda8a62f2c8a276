using Microsoft.Extensions.Logging;
using Xmpp.Server.Certificates;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;

namespace Xmpp.Server.Commands;

/// <summary>
/// The server and what its operator needs around it: metrics, health, the control socket, certificates that are
/// replaced. Apart from <see cref="ServerHost"/>, which tests and single commands use without all that.
/// </summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly ConfigurationReload _reload;
    private readonly CertificateWatcher _watcher;
    private OperatorEndpoint? _http;
    private ControlEndpoint? _control;

    private RunningServer(
        ServerOptions options, Func<ConfigurationResult> read, ServerHost host, TimeProvider time, ILoggerFactory loggers)
    {
        Host = host;
        _reload = new ConfigurationReload(host, read, loggers.CreateLogger<RunningServer>());
        _ = new CertificateMetrics(host.Metrics, host.Certificates);
        _ = new RuntimeMetrics(host.Metrics, ServerVersion.Number);
        _ = new DataMetrics(host.Metrics, options.DataDirectory);
        _watcher = new CertificateWatcher(host.Certificates, time, loggers.CreateLogger<CertificateWatcher>());
    }

    public ServerHost Host { get; }

    /// <summary>Where metrics and health answer; empty if the configuration has it so.</summary>
    public IReadOnlyList<Uri> OperatorAddresses { get; private set; } = [];

    /// <param name="options">What is in force from the start.</param>
    /// <param name="read">Reads it again; null: it stays.</param>
    /// <param name="time">The clock.</param>
    /// <param name="loggers">The log.</param>
    /// <param name="ct">Gives the start up.</param>
    public static async Task<RunningServer> StartAsync(
        ServerOptions options, Func<ConfigurationResult>? read, TimeProvider time, ILoggerFactory loggers, CancellationToken ct)
    {
        read ??= () => new ConfigurationResult(null, options, [], []);
        CreateDataDirectory(options.DataDirectory);
        var server = new RunningServer(options, read, await ServerHost.StartAsync(options, time, loggers, ct), time, loggers);
        try
        {
            await server.StartEndpointsAsync(options, time, loggers, ct);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Certificates and the configuration, again.</summary>
    public Task<ReloadReply> ReloadAsync() => _reload.RunAsync();

    public async ValueTask DisposeAsync()
    {
        // First no more commands; health and metrics answer until the end ("not ready").
        if (_control is not null)
            await _control.DisposeAsync();
        await Host.StopAsync();
        _watcher.Dispose();
        if (_http is not null)
            await _http.DisposeAsync();
    }

    private async Task StartEndpointsAsync(
        ServerOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken ct)
    {
        if (options.Http.Listen.Count > 0)
        {
            var readiness = new Readiness(() => Host.IsRunning, Host.Storage, time);
            _http = await OperatorEndpoint.StartAsync(options.Http, Host.Metrics.Registry, readiness, loggers, ct);
            OperatorAddresses = _http.Addresses;
        }
        ServerStatus Status() => new(
            ServerVersion.Number, Environment.ProcessId,
            [.. Host.EndPoints.Select(endpoint => endpoint.Port), .. OperatorAddresses.Select(address => address.Port)]);
        Host.Administration.ConfigurationReload = new ReloadOperation(ReloadAsync);
        _control = await ControlEndpoint.StartAsync(
            ControlSocket.PathOf(options), Host.Administration.Runner, Status, loggers, ct);
    }

    // It holds keys and everybody's messages.
    private static void CreateDataDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
