using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace XmppTorture;

/// <summary>The server as built, and on MySQL its database: processes to be killed and started again.</summary>
internal sealed class ServerUnderTest(string engine, string folder) : IAsyncDisposable
{
    private const string Program = "artifacts/bin/Xmpp.Server/release/xmppserver";
    private const int MaxStarts = 5;

    private readonly int _databasePort = FreePort();
    private Process? _server;
    private Process? _database;
    private int _databaseId;
    private string? _connectionString;

    public IPEndPoint EndPoint { get; } = new(IPAddress.Loopback, FreePort());
    public bool HasDatabase => engine == "mysql";
    public int Kills { get; private set; }
    public int Restarts { get; private set; }
    public int Outages { get; private set; }

    private string Log => Path.Combine(folder, "server.log");

    public async Task StartAsync(IEnumerable<string> accounts, CancellationToken ct)
    {
        Directory.CreateDirectory(folder);
        if (HasDatabase)
            await StartDatabaseAsync(ct);
        await StartServerAsync(ct);
        foreach (var account in accounts)
            await RunAsync(["user", "add", account, "--password-stdin"], "secret\n", ct);
    }

    /// <summary>kill -9, and a start on the same data.</summary>
    public async Task KillAsync(CancellationToken ct)
    {
        Kills++;
        _server!.Kill();
        await _server.WaitForExitAsync(ct);
        await StartServerAsync(ct);
    }

    /// <summary>SIGTERM, and a start on the same data.</summary>
    public async Task RestartAsync(CancellationToken ct)
    {
        Restarts++;
        await SignalAsync(_server!.Id, "TERM", ct);
        await _server.WaitForExitAsync(ct);
        if (_server.ExitCode != 0)
            throw new InvalidOperationException($"the server ended with status {_server.ExitCode}; see {Log}");
        await StartServerAsync(ct);
    }

    /// <summary>kill -9 of the database; it comes back after a while.</summary>
    public async Task OutageAsync(TimeSpan length, CancellationToken ct)
    {
        Outages++;
        await SignalAsync(_databaseId, "KILL", ct);
        await _database!.WaitForExitAsync(ct);
        await Task.Delay(length, ct);
        await StartDatabaseAsync(ct);
    }

    /// <summary>Lines of the log above warning that do not speak of the database being away.</summary>
    public IReadOnlyList<string> Errors() =>
    [
        .. File.ReadLines(Log).Where(l => l.Contains("\"level\":\"error\"", StringComparison.OrdinalIgnoreCase)
            || l.Contains("\"level\":\"critical\"", StringComparison.OrdinalIgnoreCase))
            .Where(l => !l.Contains("torage", StringComparison.Ordinal)),
    ];

    public async ValueTask DisposeAsync()
    {
        if (_server is { HasExited: false })
            _server.Kill();
        if (_database is { HasExited: false })
            await SignalAsync(_databaseId, "KILL", CancellationToken.None);
    }

    private async Task StartServerAsync(CancellationToken ct)
    {
        _server = Start(Program, ["run"], keepsOutput: true);
        var starts = 1;
        for (var i = 0; i < 600; i++)
        {
            if (_server.HasExited)
            {
                // As a service is started again when its database or its disk did not answer in time.
                if (++starts > MaxStarts)
                    throw new InvalidOperationException($"the server did not start; see {Log}");
                _server = Start(Program, ["run"], keepsOutput: true);
            }
            using var probe = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await probe.ConnectAsync(EndPoint, ct);
                return;
            }
            catch (SocketException)
            {
                await Task.Delay(50, ct);
            }
        }
        throw new InvalidOperationException($"the server does not listen; see {Log}");
    }

    private async Task StartDatabaseAsync(CancellationToken ct)
    {
        _database = Process.Start(new ProcessStartInfo(
            "scripts/db", [Path.Combine(folder, "mariadb"), $"{_databasePort}"])
        { RedirectStandardOutput = true, RedirectStandardError = true })!;
        while (await _database.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith("PID ", StringComparison.Ordinal))
                _databaseId = int.Parse(line[4..], CultureInfo.InvariantCulture);
            if (!line.StartsWith("Server=", StringComparison.Ordinal))
                continue;
            _connectionString = line;
            return;
        }
        throw new InvalidOperationException("MariaDB did not start");
    }

    private async Task RunAsync(string[] arguments, string input, CancellationToken ct)
    {
        using var command = Start(Program, arguments, keepsOutput: false);
        await command.StandardInput.WriteAsync(input);
        command.StandardInput.Close();
        await command.WaitForExitAsync(ct);
        if (command.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', arguments)}: status {command.ExitCode}");
    }

    private Process Start(string program, string[] arguments, bool keepsOutput)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (key, value) in Settings())
            start.Environment[key] = value;
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;

        void Keep(string? line)
        {
            lock (this)
            {
                if (line is not null && keepsOutput)
                    File.AppendAllText(Log, line + "\n");
            }
        }
    }

    private IEnumerable<(string, string)> Settings()
    {
        yield return ("XMPP_DATA_DIRECTORY", Path.GetFullPath(Path.Combine(folder, "data")));
        yield return ("XMPP_LISTENERS__C2S", $"{EndPoint}");
        yield return ("XMPP_LISTENERS__C2S_TLS", "none");
        yield return ("XMPP_FEDERATION__ENABLED", "false");
        yield return ("XMPP_LISTENERS__HTTPS", "none");
        yield return ("XMPP_LISTENERS__HTTP", "none");
        yield return ("XMPP_HTTP__LISTEN", "none");
        yield return ("XMPP_LOG__FORMAT", "json");
        yield return ("XMPP_SASL__ITERATIONS", "4096");
        yield return ("XMPP_STORAGE__TIMEOUT", "1s");
        yield return ("XMPP_FEATURES__STREAM_MANAGEMENT__RESUME_TIMEOUT", "3s"); // so that some come too late
        if (_connectionString is null)
            yield break;
        yield return ("XMPP_STORAGE__ENGINE", "mysql");
        yield return ("XMPP_STORAGE__CONNECTION_STRING", _connectionString);
    }

    private static async Task SignalAsync(int process, string signal, CancellationToken ct)
    {
        using var kill = Process.Start("kill", ["-s", signal, $"{process}"]);
        await kill.WaitForExitAsync(ct);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
