using Xmpp.Server.Configuration;
using Xmpp.Server.Features.ExternalServices;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Features.ExternalServices;

[Case("ABU-10"), Spec("XEP-0215", "3.3")]
public class TurnCredentialsTests
{
    private static readonly DateTimeOffset s_end = new(2026, 1, 2, 5, 4, 5, TimeSpan.Zero);

    [Test]
    public void The_password_is_the_hmac_of_the_name()
    {
        var made = TurnCredentials.Create("north", "juliet", DateTimeOffset.FromUnixTimeSeconds(1767330245));
        Assert.That((made.Username, made.Password), Is.EqualTo(("1767330245:juliet", "kDKwApuIbCBGs8p3um+BuWgcDJ0=")));
    }

    [Test]
    public void Each_account_has_its_own_name_that_does_not_say_who_it_is()
    {
        var juliet = Create("north", "juliet@capulet.example/balcony");
        Assert.That(Create("north", "juliet@capulet.example/chamber"), Is.EqualTo(juliet), "of the account, not of the device");
        Assert.That(juliet.Username, Does.StartWith($"{s_end.ToUnixTimeSeconds()}:").And.Not.Contain("juliet"));
        Assert.That(Create("north", "juliet@verona.example").Username, Is.Not.EqualTo(juliet.Username));
        Assert.That(Create("south", "juliet@capulet.example").Username, Is.Not.EqualTo(juliet.Username));
        Assert.That(juliet.ExpiresAt, Is.EqualTo(s_end));
    }

    [Test, Case("OPS-09")]
    public void Nothing_prints_a_secret()
    {
        Assert.That(Create("north", "juliet@capulet.example").ToString(), Does.Not.Contain(Create("north", "juliet@capulet.example").Password));
        Assert.That(new CallOptions { Secret = "north" }.ToString(), Does.Not.Contain("north"));
        Assert.That(new CallServiceOptions { Secret = "north" }.ToString(), Does.Not.Contain("north"));
        var printed = OptionPrinter.Print(new ServerOptions
        {
            Calls = new CallOptions { Secret = "north", Services = [new CallServiceOptions { Host = "h", Secret = "south" }] },
        });
        Assert.That(printed, Does.Contain("[[calls.services]]").And.Not.Contain("north").And.Not.Contain("south"));
    }

    [TestCase("[[calls.services]]\nhost = 'h'", "has no secret")]
    [TestCase("[[calls.services]]\nhost = 'h'\ntype = 'stun'", null)]
    [TestCase("[[calls.services]]\nhost = 'h'\nsecret = 's'", null)]
    [TestCase("[calls]\nsecret = 's'\n[[calls.services]]\nhost = 'h'", null)]
    [TestCase("[[calls.services]]\ntype = 'stun'", "without host")]
    public void A_relay_needs_a_secret_and_every_service_a_host(string text, string? problem)
    {
        var result = ServerConfiguration.Parse("server.toml", text, new Dictionary<string, string>());
        Assert.That(string.Join('\n', result.Problems.Select(p => p.ToString())), problem is null ? Is.Empty : Does.Contain(problem));
    }

    private static TurnCredentials Create(string secret, string account) =>
        TurnCredentials.Create(secret, Jid.Parse(account), s_end);
}
