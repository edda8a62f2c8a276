using System.Diagnostics;
using System.Text;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Configuration;

namespace Xmpp.Tests.Commands;

/// <summary>The program as it was built, as a process.</summary>
internal sealed class ServerProcess : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(string[] arguments, IEnumerable<(string, string)> environment)
    {
        var start = new ProcessStartInfo(Program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = new Process { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Add(line.Data);
        _process.ErrorDataReceived += (_, line) => Add(line.Data);
        _process.Exited += (_, _) => _started.TrySetException(new InvalidOperationException("it ended"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    // The same configuration (Debug, Release) as these tests.
    private static string Program { get; } = Path.Combine(
        RepositoryRoot.Path, "artifacts", "bin", "Xmpp.Server",
        new DirectoryInfo(AppContext.BaseDirectory).Name, "xmppserver");

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public int Id => _process.Id;

    /// <summary>Starts a server on loopback with ports that the system chooses, and waits until it says that it runs.</summary>
    public static async Task<ServerProcess> RunAsync(string dataDirectory, params (string, string)[] environment)
    {
        var server = new ServerProcess(["run"], [.. Loopback(dataDirectory), .. environment]);
        try
        {
            await server._started.Task.WaitAsync(Deadline);
            return server;
        }
        catch (Exception e)
        {
            server.Dispose();
            throw new InvalidOperationException($"the server did not start:\n{server.Output}", e);
        }
    }

    /// <summary>Runs a command to its end.</summary>
    public static async Task<(int Status, string Output)> CommandAsync(
        string dataDirectory, string? input, string[] arguments, params (string, string)[] environment)
    {
        using var command = new ServerProcess(arguments, [.. Loopback(dataDirectory), .. environment]);
        if (input is not null)
            await command._process.StandardInput.WriteAsync(input);
        command._process.StandardInput.Close();
        var status = await command.WaitAsync();
        return (status, command.Output);
    }

    /// <summary>The ports: c2s, c2s_tls, http.</summary>
    public static async Task<IReadOnlyList<int>> PortsAsync(string dataDirectory)
    {
        var options = new ServerOptions { DataDirectory = dataDirectory };
        await using var client = new ControlClient(ControlSocket.PathOf(options));
        return (await client.GetStatusAsync(CancellationToken.None)).Ports;
    }

    public Task HupAsync() => SignalAsync(_process.Id, "HUP");

    /// <summary>SIGTERM, and the exit status.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync(_process.Id, "TERM");
        return await WaitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private async Task<int> WaitAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        await _process.WaitForExitAsync(deadline.Token);
        return _process.ExitCode;
    }

    private static IEnumerable<(string, string)> Loopback(string dataDirectory) =>
    [
        ("XMPP_DATA_DIRECTORY", dataDirectory),
        ("XMPP_LISTENERS__C2S", "127.0.0.1:0"),
        ("XMPP_LISTENERS__C2S_TLS", "127.0.0.1:0"),
        ("XMPP_LISTENERS__S2S", "127.0.0.1:0"),
        ("XMPP_LISTENERS__S2S_TLS", "127.0.0.1:0"),
        ("XMPP_LISTENERS__HTTPS", "127.0.0.1:0"),
        ("XMPP_LISTENERS__HTTP", "127.0.0.1:0"),
        ("XMPP_HTTP__LISTEN", "127.0.0.1:0"),
    ];

    private void Add(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.Append(line).Append('\n');
        if (line.Contains("started version=", StringComparison.Ordinal))
            _started.TrySetResult();
    }

    private static async Task SignalAsync(int process, string signal)
    {
        using var kill = Process.Start("kill", ["-s", signal, process.ToString()]);
        await kill.WaitForExitAsync();
        Assert.That(kill.ExitCode, Is.Zero);
    }
}
