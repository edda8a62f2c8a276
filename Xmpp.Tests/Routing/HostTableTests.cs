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

    [Test]
    public void A_host_that_is_about_to_go_is_ours_and_takes_no_new_streams()
    {
        var hosts = new HostTable([new HostOptions { Name = "example" }, new HostOptions { Name = "a.example" }]);
        var (told, made) = (0, 0);
        hosts.Replaced += () => told++;
        var names = new PerHosts<string>(hosts, () => $"{++made}: {string.Join(' ', hosts.Names.Order())}");
        Assert.That(names.Value, Is.EqualTo("1: a.example example"));
        var (going, comes) = (new HostOptions { Name = "example" }, new HostOptions { Name = "b.example", Admins = ["romeo@b.example"] });

        hosts.Replace([comes, new HostOptions { Name = "a.example" }], [going]);
        Assert.That((hosts.Contains("example"), hosts.IsOpen("example"), hosts.IsOpen("b.example")), Is.EqualTo((true, false, true)));
        Assert.That(hosts.Default.Domain, Is.EqualTo("b.example"));
        Assert.That(hosts.IsAdmin(Jid.Parse("romeo@b.example")));
        Assert.That(names.Value, Is.EqualTo("2: a.example b.example example"));
        Assert.That(names.Value, Is.EqualTo("2: a.example b.example example"), "made once for each table");

        hosts.Replace([comes], []);
        Assert.That(hosts.Contains("example") || hosts.IsOpen("example") || hosts.TryGet("a.example", out _), Is.False);
        Assert.That(names.Value, Is.EqualTo("3: b.example"));
        Assert.That(told, Is.EqualTo(2));
    }

    [Test, Case("OPS-11")]
    public async Task A_host_that_has_gone_stays_away_when_the_table_is_made_again_meanwhile()
    {
        HostOptions[] hosts = [new() { Name = "a.example" }, new() { Name = "b.example" }];
        var table = new HostTable(hosts);
        void MadeAgain(int times)
        {
            for (var i = 0; i < times; i++)
            {
                var version = table.Version;
                SpinWait.SpinUntil(() => table.Version != version, TimeSpan.FromSeconds(10));
            }
        }
        var isOver = false;
        var again = Task.Run(() =>
        {
            while (!Volatile.Read(ref isOver))
                table.MakeAgain();
        });
        for (var i = 0; i < 300; i++)
        {
            table.Replace([hosts[0]], [hosts[1]]);
            MadeAgain(2);
            table.Replace([hosts[0]], []);
            MadeAgain(2);
            Assert.That(table.Names, Is.EqualTo(new[] { "a.example" }));
        }
        Volatile.Write(ref isOver, true);
        await again;
    }
}
