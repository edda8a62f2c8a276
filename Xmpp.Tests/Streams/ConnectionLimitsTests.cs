using System.Net;
using Xmpp.Server.Configuration;
using Xmpp.Server.Observability;
using Xmpp.Server.Streams;

namespace Xmpp.Tests.Streams;

[Case("ABU-01")]
public class ConnectionLimitsTests
{
    private static readonly IPAddress s_address = IPAddress.Parse("192.0.2.1");
    private static readonly IPAddress s_other = IPAddress.Parse("192.0.2.2");

    [Test]
    public void The_limit_of_all_connections_holds_exactly()
    {
        var limits = new ConnectionLimits(new LimitOptions { Connections = 2 });
        Assert.That(Enter(limits, s_address, s_other, s_other),
            Is.EqualTo(new ConnectionRefusal?[] { null, null, ConnectionRefusal.TotalLimit }));
        Assert.That(limits.Connections, Is.EqualTo(2), "who is refused takes no place");
    }

    [Test]
    public void The_limit_of_an_address_holds_exactly_and_for_that_address_only()
    {
        var limits = new ConnectionLimits(new LimitOptions { ConnectionsPerAddress = 2, UnauthenticatedPerAddress = 0 });
        Assert.That(Enter(limits, s_address, s_address, s_address, s_other),
            Is.EqualTo(new ConnectionRefusal?[] { null, null, ConnectionRefusal.AddressLimit, null }));
    }

    [Test]
    public void Who_has_logged_in_no_longer_counts_as_unauthenticated()
    {
        var limits = new ConnectionLimits(
            new LimitOptions { UnauthenticatedConnections = 1, UnauthenticatedPerAddress = 1 });
        Assert.That(Enter(limits, s_address, s_other),
            Is.EqualTo(new ConnectionRefusal?[] { null, ConnectionRefusal.UnauthenticatedLimit }));
        limits.OnAuthenticated(s_address);
        Assert.That(Enter(limits, s_address), Is.EqualTo(new ConnectionRefusal?[] { null }));
    }

    [Test]
    public void Who_leaves_makes_room()
    {
        var limits = new ConnectionLimits(new LimitOptions { Connections = 1 });
        Enter(limits, s_address);
        limits.Leave(s_address, isAuthenticated: false);
        Assert.That(Enter(limits, s_other), Is.EqualTo(new ConnectionRefusal?[] { null }));
        Assert.That(limits.Unauthenticated, Is.EqualTo(1));
    }

    [Test]
    public void One_IPv6_network_is_one_address()
    {
        var limits = new ConnectionLimits(new LimitOptions { ConnectionsPerAddress = 1 });
        Assert.That(
            Enter(limits, IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::2"), IPAddress.Parse("2001:db8:0:1::1")),
            Is.EqualTo(new ConnectionRefusal?[] { null, ConnectionRefusal.AddressLimit, null }));
    }

    private static ConnectionRefusal?[] Enter(ConnectionLimits limits, params IPAddress[] addresses) =>
        [.. addresses.Select(limits.TryEnter)];
}
