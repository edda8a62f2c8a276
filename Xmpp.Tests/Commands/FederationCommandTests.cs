namespace Xmpp.Tests.Commands;

/// <summary><c>xmppserver federation</c> on the storage of a server that does not run.</summary>
public class FederationCommandTests : CommandTest
{
    [Test]
    public async Task Domains_are_blocked_and_listed_and_unblocked()
    {
        Assert.That(await SayAsync("block", "*.Evil.example"), Is.EqualTo("*.Evil.example: blocked\n"));
        Assert.That(await SayAsync("block", "*.evil.example"), Is.EqualTo("*.evil.example: was blocked already\n"));
        Assert.That(await SayAsync("list"), Does.Match("^\\*\\.evil\\.example\t\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d\n$"));
        Assert.That(await SayAsync("unblock", "*.evil.example"), Is.EqualTo("*.evil.example: not blocked any more\n"));
        Assert.That(await SayAsync("unblock", "*.evil.example"),
            Is.EqualTo("*.evil.example: was not blocked here (see server.toml)\n"));
        Assert.That(await SayAsync("list"), Is.Empty);
    }

    [Test]
    public async Task What_is_no_domain_is_refused()
    {
        Assert.That(await RunAsync("block", "a@b"), Is.EqualTo(1));
        Assert.That(Console.Error, Does.Contain("a@b is no domain"));
    }

    [Test]
    public async Task A_server_that_does_not_run_has_no_links()
    {
        Assert.That(await RunAsync(), Is.EqualTo(1));
        Assert.That(Console.Error, Does.Contain("not running"));
    }

    private async Task<string> SayAsync(params string[] arguments)
    {
        Assert.That(await RunAsync(arguments), Is.Zero, Console.Error);
        return Console.Out;
    }

    private Task<int> RunAsync(params string[] arguments) => CommandAsync(null, ["federation", .. arguments]);
}
