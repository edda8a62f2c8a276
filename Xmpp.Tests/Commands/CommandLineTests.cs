using Xmpp.Server;
using Xmpp.Server.Commands;
using Xmpp.Tests.Certificates;
using Xmpp.Tests.Configuration;

namespace Xmpp.Tests.Commands;

public class CommandLineTests
{
    private TestConsole _console;

    [SetUp]
    public void SetUp() => _console = new TestConsole();

    [TearDown]
    public void TearDown() => _console.Dispose();

    [Test]
    public async Task The_version_is_printed()
    {
        Assert.That(await _console.RunAsync(null, "version"), Is.Zero);
        Assert.That(_console.Out, Does.StartWith($"XmppServer {ServerVersion.Number} (.NET 10"));
    }

    [TestCase("nonsense")]
    [TestCase("user")]
    [TestCase("user", "nonsense")]
    [TestCase("run", "--nonsense")]
    public async Task What_is_no_command_is_refused(params string[] arguments)
    {
        Assert.That(await _console.RunAsync(null, arguments), Is.Not.Zero);
        Assert.That(_console.Error, Is.Not.Empty);
    }

    [TestCase("run"), TestCase("user", "list"), Case("OPS-07")]
    public async Task A_mistake_in_the_configuration_has_a_status_by_which_systemd_does_not_try_again(params string[] arguments)
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["c.toml"], "[limits]\nstanza_bytes = 'much'\n");
        Assert.That(await _console.RunAsync(null, [.. arguments, "--config", directory["c.toml"]]), Is.EqualTo(78));
        Assert.That(_console.Error, Does.Contain("c.toml:2:16: "));
        Assert.That(await File.ReadAllTextAsync(RepositoryRoot.File("deploy/xmppserver.service")), Does.Contain("\nRestartPreventExitStatus=78\n"));
    }

    [Test, Case("OPS-07"), Case("OPS-09")]
    public async Task The_configuration_in_force_is_shown_without_secrets()
    {
        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory["c.toml"], "[storage]\nengine='mysql'\nconnection_string='Password=hunter2'\n");
        Assert.That(await _console.RunAsync(null, "config", "show", "--config", directory["c.toml"]), Is.Zero);
        Assert.That(_console.Out, Does.Contain("engine = \"mysql\"").And.Contain("stanza_bytes = 262144"));
        Assert.That(_console.Out + _console.Error, Does.Not.Contain("hunter2"));
    }

    [Test]
    public async Task The_list_of_XEPs_is_what_the_program_says()
    {
        var printed = await XepsCommand.PrintAsync(CancellationToken.None);
        Assert.That(printed, Does.Contain("| [XEP-0199](https://xmpp.org/extensions/xep-0199.html) | XMPP Ping |"));
        Assert.That(await File.ReadAllTextAsync(RepositoryRoot.File("docs/XEPS.md")), Is.EqualTo(printed + "\n"),
            "xmppserver xeps > docs/XEPS.md");
    }
}
