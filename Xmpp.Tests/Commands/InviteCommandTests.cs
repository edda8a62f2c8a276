using Xmpp.Server.Commands;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Commands;

/// <summary>Invitations from the command line.</summary>
public class InviteCommandTests : CommandTest
{
    protected override string Configuration => """
        [sasl]
        iterations = 4096
        [listeners]
        https = ["127.0.0.1:5443"]
        http = ["127.0.0.1:5281"]
        """;

    [Test]
    public async Task One_is_made_listed_and_revoked()
    {
        Assert.That(await RunAsync("invite", "create", "--username", "Juliet", "--label", "for \u001b[2J", "--expire", "12h"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Does.Match(
            "^Page     http://127.0.0.1:5281/invite/([A-Za-z0-9]{24})\nApp      xmpp:juliet@localhost\\?register;preauth=\\1\nExpires  [0-9: -]+ UTC\nId       ([0-9a-f]{32})\n$"));
        var id = Console.Out.TrimEnd()[^32..];
        Assert.That(await RunAsync("invite", "list"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Does.StartWith($"{id}\tlocalhost\taccount juliet@localhost\t0/1\t").And.EndWith("\tfor \\u001b[2J\n"));
        Assert.That(await RunAsync("invite", "revoke", id), Is.Zero, Console.Error);
        Assert.That(Console.Out, Is.EqualTo($"{id} revoked\n"));
        Assert.That(await RunAsync("invite", "revoke", id), Is.EqualTo(1));
        Assert.That(await RunAsync("invite", "list"), Is.Zero);
        Assert.That(Console.Out, Is.Empty);
    }

    [Test]
    public async Task It_may_come_from_an_account_and_may_be_a_new_password()
    {
        await using (var host = await OpenAsync())
            await host.Accounts.CreateAsync(new(Jid.Parse("romeo@localhost"), "secret"), default);
        Assert.That(await RunAsync("invite", "create", "--from", "romeo", "--uses", "5", "--group", "Friends", "--expire", "never"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Does.Contain("xmpp:romeo@localhost?roster;preauth=").And.Contain(";ibr=y\nExpires  never"));
        Assert.That(await RunAsync("invite", "create", "--reset-password", "romeo"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Does.StartWith("Page ").And.Not.Contain("xmpp:"));
        Assert.That(await RunAsync("invite", "list", "--limit", "1"), Is.Zero);
        Assert.That(Console.Out, Does.Contain("\tpassword romeo@localhost\t0/1\t"));
    }

    [TestCase("no host of this server", "--host", "elsewhere.example")]
    [TestCase("no name for an account", "--username", "a b")]
    [TestCase("no such account", "--from", "nobody")]
    [TestCase("no such account", "--reset-password", "nobody")]
    [TestCase("--uses", "--uses", "0")]
    [TestCase("--uses", "--uses", "1001")]
    [TestCase("--room", "--room", "hall@elsewhere.example")]
    [TestCase("--expire", "--expire", "soon")]
    [TestCase("--role", "--role", "king")]
    [TestCase("--role", "--role", "none")]
    public async Task What_cannot_be_made_is_explained(string message, string option, string value)
    {
        Assert.That(await RunAsync("invite", "create", option, value), Is.EqualTo(1));
        Assert.That(Console.Error, Does.StartWith("xmppserver: ").And.Contain(message));
        Assert.That(await RunAsync("invite", "list"), Is.Zero);
        Assert.That(Console.Out, Is.Empty, "nothing was made");
    }

    [Test]
    public async Task A_running_server_is_asked()
    {
        await using var host = await OpenAsync();
        await using var control = await AnswerAsync(host);
        Assert.That(await RunAsync("invite", "create"), Is.Zero, Console.Error);
        var made = (await host.Invitations!.ListAsync(null, 10, default)).Single();
        Assert.That(Console.Out, Does.Contain(made.Id));
        Assert.That(await RunAsync("invite", "list"), Is.Zero, Console.Error);
        Assert.That(Console.Out, Does.StartWith(made.Id));
        Assert.That(await RunAsync("invite", "revoke", made.Id), Is.Zero, Console.Error);
        Assert.That(await host.Invitations!.ListAsync(null, 10, default), Is.Empty);
    }

    [Test]
    public async Task The_first_start_invites_to_the_first_account_and_the_next_takes_the_link_back()
    {
        await using var host = await OpenAsync();
        var first = await FirstAccount.InviteAsync(host, Options(), default);
        Assert.That(first, Does.StartWith("http://127.0.0.1:5281/invite/"));
        var second = await FirstAccount.InviteAsync(host, Options(), default);
        Assert.That(second, Is.Not.Null.And.Not.EqualTo(first));
        Assert.That(await host.Invitations!.ListAsync(null, 10, default), Has.Count.EqualTo(1));
        await host.Accounts.CreateAsync(new(Jid.Parse("romeo@localhost"), "secret"), default);
        Assert.That(await FirstAccount.InviteAsync(host, Options(), default), Is.Null);
    }

    private Task<int> RunAsync(params string[] arguments) => CommandAsync(null, arguments);
}
