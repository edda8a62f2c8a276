using Microsoft.Extensions.Logging.Abstractions;
using Xmpp.Server;
using Xmpp.Server.Commands.Control;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Commands;

/// <summary>What tests of commands have in common: a configuration, what a command prints, and a server on the same data.</summary>
public abstract class CommandTest
{
    private protected TemporaryDirectory Folder { get; private set; }
    private protected TestConsole Console { get; private set; }

    /// <summary>What the configuration says beside where the data is.</summary>
    protected virtual string Configuration => "";

    [SetUp]
    public void Begin()
    {
        Folder = new TemporaryDirectory();
        Console = new TestConsole();
        File.WriteAllText(Folder["server.toml"], "data_directory = \"data\"\n" + Configuration);
    }

    [TearDown]
    public void End()
    {
        Console.Dispose();
        Folder.Dispose();
    }

    private protected ServerOptions Options() =>
        ServerConfiguration.Load(Folder["server.toml"], new Dictionary<string, string>()).Options ?? throw new InvalidOperationException();

    private protected Task<ServerHost> OpenAsync()
    {
        Directory.CreateDirectory(Folder["data"]);
        return ServerHost.StartAsync(Options(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None, listens: false);
    }

    /// <summary>From now on commands ask that server.</summary>
    private protected Task<ControlEndpoint> AnswerAsync(ServerHost host) => ControlEndpoint.StartAsync(
        ControlSocket.PathOf(Options()), host.Administration.Runner, () => new ServerStatus("0", 1, []), NullLoggerFactory.Instance,
        CancellationToken.None);

    protected Task<int> CommandAsync(string? input, params string[] arguments) =>
        Console.RunAsync(input, [.. arguments, "--config", Folder["server.toml"]]);
}
