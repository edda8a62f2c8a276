using Xmpp.Server.Configuration;
using Xmpp.Server.Routing;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Routing;

/// <summary>Whose a domain and an account is (cases OPS-11).</summary>
[Case("OPS-11")]
public class HostTableTests
{
    private readonly HostTable _hosts = new(
    [
        new HostOptions { Name = "example", Admins = ["juliet@example"] },
        new HostOptions { Name = "a.example" },
    ]);

    [TestCase("example", "example")]
    [TestCase("conference.example", "example")]
    [TestCase("conference.a.example", "a.example", Description = "not of the host above")]
    [TestCase("ba.example", "example")]
    [TestCase("other", null)]
    public void A_domain_belongs_to_the_nearest_host(string domain, string? host) =>
        Assert.That(_hosts.HostOf(domain), Is.EqualTo(host));

    [TestCase("juliet@example/balcony", true)]
    [TestCase("juliet@a.example", false)]
    [TestCase("romeo@example", false)]
    public void The_configuration_names_administrators_by_their_whole_address(string account, bool isAdmin) =>
        Assert.That(_hosts.IsAdmin(Jid.Parse(account)), Is.EqualTo(isAdmin));
}
