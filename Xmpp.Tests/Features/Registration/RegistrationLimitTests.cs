using System.Net;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Server.Features.Registration;

namespace Xmpp.Tests.Features.Registration;

[Case("ABU-03")]
public sealed class RegistrationLimitTests
{
    private readonly FakeTimeProvider _time = new();

    [Test]
    public void A_hundred_accounts_from_one_address()
    {
        var limit = new RegistrationLimit(new RegistrationOptions { PerAddressPerHour = 3, PerHour = 100 }, _time);
        var taken = Enumerable.Range(0, 100).Count(_ => limit.TryTake(IPAddress.Parse("192.0.2.1")));
        Assert.That(taken, Is.EqualTo(3));
        Assert.That(limit.TryTake(IPAddress.Parse("192.0.2.2")), Is.True);
        _time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(1));
        Assert.That(limit.TryTake(IPAddress.Parse("192.0.2.1")), Is.False);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(limit.TryTake(IPAddress.Parse("192.0.2.1")), Is.True);
    }

    [Test]
    public void All_together()
    {
        var limit = new RegistrationLimit(new RegistrationOptions { PerAddressPerHour = 3, PerHour = 10 }, _time);
        var taken = Enumerable.Range(0, 100).Count(i => limit.TryTake(new IPAddress(i)));
        Assert.That(taken, Is.EqualTo(10));
    }

    [Test]
    public void A_network_of_IPv6_is_one_address()
    {
        var limit = new RegistrationLimit(new RegistrationOptions { PerAddressPerHour = 1 }, _time);
        Assert.That(limit.TryTake(IPAddress.Parse("2001:db8::1")), Is.True);
        Assert.That(limit.TryTake(IPAddress.Parse("2001:db8::ffff")), Is.False);
        Assert.That(limit.TryTake(IPAddress.Parse("2001:db8:0:1::1")), Is.True);
    }
}
