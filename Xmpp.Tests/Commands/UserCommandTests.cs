namespace Xmpp.Tests.Commands;

/// <summary>Accounts from the command line while no server runs.</summary>
public class UserCommandTests : CommandTest
{
    protected override string Configuration => """
        [[hosts]]
        name = "capulet.example"
        [[hosts]]
        name = "verona.example"
        [sasl]
        iterations = 4096
        """;

    [Test]
    public async Task The_first_administrator_and_a_token_need_no_client()
    {
        await RunAsync("secret\n", "user", "add", "juliet@capulet.example");
        Assert.That(await RunAsync(null, "user", "role", "juliet@capulet.example", "admin", "--everywhere"), Is.Zero, Console.Error);
        Assert.That(await RunAsync(null, "user", "role", "nobody@capulet.example", "admin"), Is.EqualTo(1));
        Assert.That(Console.Error, Does.Contain("There is no account nobody@capulet.example"));
        Assert.That(await RunAsync(null, "user", "role", "juliet@capulet.example", "queen"), Is.EqualTo(1));
        Assert.That(await RunAsync(null, "token", "create", "monitor", "viewer", "--days", "30"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Does.Match("^xsa_[A-Za-z0-9_-]{43}\n$"));
        Assert.That(await RunAsync(null, "token", "list"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Does.Contain("\tmonitor\tviewer\t-\t-\t"));
        Assert.That(await RunAsync(null, "audit"), Is.Zero, Console.Error);
        Assert.That(Console.Out.Split('\n')[..^1].Select(line => line[line.IndexOf('\t', StringComparison.Ordinal)..]), Is.EqualTo(new[]
        {
            "\tcommand-line\tcli\t-\ttokens.create\t-\tmonitor viewer\tdone",
            "\tcommand-line\tcli\t-\taccounts.role\t-\tjuliet@capulet.example queen\tinvalid",
            "\tcommand-line\tcli\t-\taccounts.role\tcapulet.example\tnobody@capulet.example admin\tnot-found",
            "\tcommand-line\tcli\t-\taccounts.role\tcapulet.example\tjuliet@capulet.example admin true\tdone",
            "\tcommand-line\tcli\t-\taccounts.create\tcapulet.example\tjuliet@capulet.example\tdone",
        }));
        Assert.That(await RunAsync(null, "session", "list"), Is.Zero, Console.Error);
        Assert.That(await RunAsync(null, "session", "kick", "juliet@capulet.example"), Is.EqualTo(1));
        Assert.That(await RunAsync(null, "stats"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Does.Contain("\"accounts\":1"));
    }

    [Test]
    public async Task An_account_is_made_listed_changed_and_deleted()
    {
        Assert.That(await RunAsync("secret\n", "user", "add", "Juliet@Capulet.Example"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Is.EqualTo("juliet@capulet.example created\n"));
        Assert.That(await RunAsync("other\n", "user", "passwd", "juliet@capulet.example"), Is.Zero, Console.Error);
        Assert.That(await RunAsync(null, "user", "disable", "juliet@capulet.example"), Is.Zero, Console.Error);
        Assert.That(await ListAsync(), Does.Match("^juliet@capulet.example\t[0-9: -]+\tdisabled\n$"));
        Assert.That(await RunAsync(null, "user", "enable", "juliet@capulet.example"), Is.Zero, Console.Error);
        Assert.That(await ListAsync(), Does.EndWith("\tactive\n"));
        Assert.That(await RunAsync(null, "user", "clear-archive", "juliet@capulet.example"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Is.EqualTo("juliet@capulet.example has an empty archive\n  messages: 0\n"));
        Assert.That(await RunAsync(null, "user", "delete", "juliet@capulet.example"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Does.StartWith("juliet@capulet.example deleted\n  roster: 0\n"));
        Assert.That(await ListAsync(), Is.Empty);
    }

    [Test, Case("OPS-08")]
    public async Task The_name_of_a_deleted_account_is_taken_with_a_clear_word_only()
    {
        await RunAsync("secret\n", "user", "add", "juliet@capulet.example");
        Assert.That(await RunAsync(null, "user", "delete", "juliet@capulet.example"), Is.Zero, Console.Error);
        Assert.That(await RunAsync("secret\n", "user", "add", "juliet@capulet.example"), Is.EqualTo(1));
        Assert.That(Console.Error, Does.Contain("has been deleted").And.Contain("--reserved"));
        Assert.That(await ListAsync(), Is.Empty);
        Assert.That(await RunAsync("secret\n", "user", "add", "juliet@capulet.example", "--reserved"), Is.Zero, Console.Error);
        Assert.That(await ListAsync(), Does.StartWith("juliet@capulet.example\t"));
        Assert.That(await RunAsync("secret\n", "user", "passwd", "juliet@capulet.example", "--reserved"), Is.Not.Zero);
    }

    [Test, Case("ABU-03")]
    public async Task New_accounts_are_listed_and_disabled_by_the_dozen()
    {
        foreach (var name in (string[])["juliet@capulet.example", "nurse@capulet.example", "romeo@verona.example"])
            await RunAsync("secret\n", "user", "add", name);
        var list = await ListAsync("--new", "1d", "--host", "capulet.example");
        Assert.That(list, Does.Match("^(juliet|nurse)@capulet.example\t[0-9: -]+\tactive\toperator\t-\n").And.Not.Contain("romeo"));
        Assert.That(await RunAsync(list, "user", "disable", "-"), Is.Zero, Console.Error);
        Assert.That(await ListAsync("--new", "1d"), Does.Match("romeo@verona.example\t[^\t]+\tactive").And.Not.Match("capulet.example\t[^\t]+\tactive"));
        Assert.That(await RunAsync(null, "user", "enable", "juliet@capulet.example", "nobody@capulet.example", "nurse@capulet.example"), Is.EqualTo(1));
        Assert.That(Console.Error, Does.Contain("there is no account nobody@capulet.example").And.Contain("1 of 3 accounts are not enabled"));
        Assert.That(await ListAsync(), Does.Not.Contain("disabled"));
        Assert.That(await RunAsync("\n", "user", "disable", "-"), Is.EqualTo(1));
        Assert.That(await RunAsync(null, "user", "list", "--new", "soon"), Is.EqualTo(1));
    }

    [Test]
    public async Task Lists_are_by_host()
    {
        await RunAsync("secret\n", "user", "add", "juliet@capulet.example");
        await RunAsync("secret\n", "user", "add", "romeo@verona.example");
        Assert.That((await ListAsync()).Split('\n'), Has.Length.EqualTo(3));
        Assert.That(await ListAsync("--host", "Verona.Example"), Does.StartWith("romeo@").And.Not.Contain("juliet"));
    }

    [TestCase("secret\n", "juliet@capulet.example", "exists already")]
    [TestCase("secret\n", "juliet@elsewhere.example", "elsewhere.example is no host of this server")]
    [TestCase("secret\n", "nobody", "nobody is no account's address")]
    [TestCase("secret\n", "a b@capulet.example", "is no account's address")]
    [TestCase("secret\n", "romeo@capulet.example/orchard", "is no account's address")]
    [TestCase("\n", "romeo@capulet.example", "password cannot be used")]
    [TestCase("a\u0007b\n", "romeo@capulet.example", "password cannot be used")]
    [TestCase("", "romeo@capulet.example", "no password on standard input")]
    public async Task What_cannot_be_added_is_explained(string input, string address, string message)
    {
        await RunAsync("secret\n", "user", "add", "juliet@capulet.example");
        Assert.That(await RunAsync(input, "user", "add", address), Is.EqualTo(1));
        Assert.That(Console.Error, Does.StartWith("xmppserver: ").And.Contain(message));
        Assert.That((await ListAsync()).Split('\n'), Has.Length.EqualTo(2), "nothing was added");
    }

    [TestCase("passwd")]
    [TestCase("disable")]
    [TestCase("enable")]
    [TestCase("delete")]
    [TestCase("clear-archive")]
    public async Task Nobody_cannot_be_changed(string command)
    {
        Assert.That(await RunAsync("secret\n", "user", command, "nobody@capulet.example"), Is.EqualTo(1));
        Assert.That(Console.Error, Does.Contain("there is no account nobody@capulet.example"));
    }

    // An argument can be read by every user of the machine.
    [TestCase("user", "add", "juliet@capulet.example", "secret")]
    [TestCase("user", "add", "juliet@capulet.example", "--password", "secret")]
    [Case("OPS-09")]
    public async Task A_password_is_never_an_argument(params string[] arguments)
    {
        Assert.That(await RunAsync(null, arguments), Is.Not.Zero);
        Assert.That(await ListAsync(), Is.Empty);
    }

    [Test, Case("OPS-07")]
    public async Task A_mistake_in_the_configuration_stops_every_command()
    {
        await File.AppendAllTextAsync(Folder["server.toml"], "\niteration = 1\n");
        Assert.That(await RunAsync("secret\n", "user", "add", "juliet@capulet.example"), Is.EqualTo(78));
        Assert.That(Console.Error, Does.Contain("server.toml:8:1: unknown key sasl.iteration, did you mean iterations?"));
        Assert.That(Directory.Exists(Folder["data"]), Is.False);
    }

    private Task<int> RunAsync(string? input, params string[] arguments) => CommandAsync(input, arguments);

    private async Task<string> ListAsync(params string[] arguments)
    {
        Assert.That(await RunAsync(null, ["user", "list", .. arguments]), Is.Zero, Console.Error);
        return Console.Out;
    }
}
