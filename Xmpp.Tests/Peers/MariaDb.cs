using System.Diagnostics;
using System.Globalization;
using MySqlConnector;

namespace Xmpp.Tests.Peers;

/// <summary>A real MariaDB of our own: private data, a Unix socket, ended with the tests.</summary>
public sealed class MariaDb : IDatabaseServer
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly Lock Gate = new();
    private static Task<IDatabaseServer>? _shared;

    private readonly string _folder;
    private Process? _server;
    private int _databases;

    private MariaDb(string folder) => _folder = folder;

    /// <summary>The server that all tests use which do not stop it: our own, or the one that TEST_MYSQL names.</summary>
    public static Task<IDatabaseServer> SharedAsync()
    {
        lock (Gate)
            return _shared ??= FindSharedAsync();
    }

    private static async Task<IDatabaseServer> FindSharedAsync() =>
        Environment.GetEnvironmentVariable(GivenDatabaseServer.Variable) is { Length: > 0 } given
            ? new GivenDatabaseServer(given)
            : await InstallAsync("shared");

    private string Socket => Path.Combine(_folder, "sock");
    private string Data => Path.Combine(_folder, "data");

    /// <summary>Ends the shared server if any test started it.</summary>
    public static async Task EndSharedAsync()
    {
        if (_shared is not null)
            await (await _shared).DisposeAsync();
    }

    /// <summary>A server of one's own, to stop and start.</summary>
    public static async Task<MariaDb> InstallAsync(string name)
    {
        // Short, because a socket's path may not be longer than 107 octets.
        var folder = Path.Combine(Path.GetTempPath(), $"xmpp-db-{Environment.ProcessId}-{name}");
        Directory.CreateDirectory(folder);
        var database = new MariaDb(folder);
        var install = Start(Find("mariadb-install-db"), database.Arguments(
            "--auth-root-authentication-method=normal", "--skip-test-db"));
        var output = install.StandardOutput.ReadToEndAsync();
        var errors = install.StandardError.ReadToEndAsync();
        await install.WaitForExitAsync();
        var said = $"mariadb-install-db: {await output} {await errors}";
        Assert.That(install.ExitCode, Is.Zero, said);
        await database.StartAsync();
        return database;
    }

    /// <summary>Starts the server and waits until it answers.</summary>
    public async Task StartAsync()
    {
        var server = Start(Find("mariadbd"), Arguments(
            "--skip-networking", "--skip-log-bin", "--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=1"));
        _server = server;
        var isUp = new TaskCompletionSource();
        var said = new List<string>();
        server.ErrorDataReceived += (_, line) => Hear(line.Data);
        server.OutputDataReceived += (_, line) => Hear(line.Data);
        server.BeginErrorReadLine();
        server.BeginOutputReadLine();
        await isUp.Task.WaitAsync(StartLimit);

        void Hear(string? line)
        {
            if (line is null)
            {
                isUp.TrySetException(new AssertionException($"mariadbd ended:\n{string.Join('\n', said)}"));
                return;
            }
            said.Add(line);
            if (line.Contains("ready for connections", StringComparison.Ordinal))
                isUp.TrySetResult();
        }
    }

    /// <summary>kill -9, as when the machine fails.</summary>
    public async Task KillAsync()
    {
        if (_server is null)
            return;
        Signal("CONT");
        _server.Kill();
        await _server.WaitForExitAsync();
        _server.Dispose();
        _server = null;
    }

    /// <summary>The server takes connections and never answers, like a machine that swaps.</summary>
    public void Freeze() => Signal("STOP");

    public void Thaw() => Signal("CONT");

    /// <summary>
    /// Starts it again whenever it ends by itself, as systemd does: MariaDB 10.11 has crashed when many connections that had
    /// given up waiting went away at once.
    /// </summary>
    public async Task KeepUpAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            if (_server is { HasExited: true, ExitCode: var code })
            {
                await TestContext.Out.WriteLineAsync($"mariadbd ended by itself with status {code}; it is started again");
                await StartAsync();
            }
            await Task.Delay(100, CancellationToken.None);
        }
    }

    /// <summary>A connection string for a database that nobody else uses.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref _databases)}");
        await ExecuteAsync(ConnectionString("mysql"), $"CREATE DATABASE {name}");
        return ConnectionString(name);
    }

    public static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new MySqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private string ConnectionString(string database) =>
        $"Server={Socket};Protocol=unix;User ID=root;Database={database};SslMode=None;Pooling=False";

    private string[] Arguments(params string[] more) =>
        ["--no-defaults", $"--user={Environment.UserName}", $"--datadir={Data}", $"--socket={Socket}",
            $"--pid-file={_folder}/pid", .. more];

    private void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_server?.Id}"]);
        kill.WaitForExit();
    }

    private static string Find(string program)
    {
        string[] folders = ["/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
            ?? throw new AssertionException($"{program} is not installed: scripts/install-test-deps");
    }

    private static Process Start(string program, IEnumerable<string> arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        }) ?? throw new AssertionException($"{program} did not start");
}
