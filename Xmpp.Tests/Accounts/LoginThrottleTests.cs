using System.Net;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Accounts;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Accounts;

[Case("AUTH-06")]
public sealed class LoginThrottleTests
{
    private static readonly Jid Juliet = Jid.Parse("juliet@capulet.example");
    private static readonly Jid Nurse = Jid.Parse("nurse@capulet.example");
    private static readonly IPAddress Here = IPAddress.Parse("192.0.2.1");

    private readonly FakeTimeProvider _time = new();

    [TestCase(0, 0)]
    [TestCase(5, 0)]
    [TestCase(6, 250)]
    [TestCase(7, 500)]
    [TestCase(8, 1000)]
    [TestCase(9, 2000)]
    [TestCase(10, 4000)]
    [TestCase(11, 4000)]
    [TestCase(5000, 4000)]
    public void The_pause_doubles_up_to_a_limit(int failures, int milliseconds)
    {
        var throttle = new LoginThrottle(new LoginThrottleOptions(), _time);
        for (var i = 0; i < failures; i++)
            throttle.Failed(Juliet, null);
        Assert.That(throttle.PauseFor(Juliet).TotalMilliseconds, Is.EqualTo(milliseconds));
        Assert.That(throttle.PauseFor(Nurse), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Failures_are_forgotten_one_by_one()
    {
        var throttle = new LoginThrottle(new LoginThrottleOptions(), _time);
        for (var i = 0; i < 7; i++)
            throttle.Failed(Juliet, null);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(throttle.PauseFor(Juliet).TotalMilliseconds, Is.EqualTo(250));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.That(throttle.PauseFor(Juliet), Is.EqualTo(TimeSpan.Zero));
        throttle.Failed(Juliet, null);
        Assert.That(throttle.PauseFor(Juliet).TotalMilliseconds, Is.EqualTo(250), "five were not forgotten");
        _time.Advance(TimeSpan.FromDays(1));
        for (var i = 0; i < 5; i++)
            throttle.Failed(Juliet, null);
        Assert.That(throttle.PauseFor(Juliet), Is.EqualTo(TimeSpan.Zero), "nothing below zero is remembered");
    }

    /// <summary>Else all that begin before the first has failed would have no pause.</summary>
    [Test, Case("AUTH-06")]
    public void An_attempt_counts_from_its_beginning()
    {
        var throttle = new LoginThrottle(new LoginThrottleOptions { FreeFailures = 5 }, _time);
        var pauses = Enumerable.Range(0, 8).Select(_ => throttle.Begin(Juliet).TotalMilliseconds).ToList();
        Assert.That(pauses, Is.EqualTo((double[])[0, 0, 0, 0, 0, 0, 250, 500]));
        for (var i = 0; i < 8; i++)
            throttle.Failed(Juliet, null);
        Assert.That(throttle.PauseFor(Juliet).TotalMilliseconds, Is.EqualTo(1000), "each counts once");
    }

    [Test, Case("AUTH-12")]
    public void What_is_excused_or_succeeds_is_not_under_way_any_more()
    {
        var throttle = new LoginThrottle(new LoginThrottleOptions { FreeFailures = 0 }, _time);
        throttle.Begin(Juliet);
        throttle.Excused(Juliet);
        Assert.That(throttle.PauseFor(Juliet), Is.EqualTo(TimeSpan.Zero));
        throttle.Begin(Juliet);
        throttle.Begin(Juliet);
        throttle.Succeeded(Juliet);
        Assert.That(throttle.PauseFor(Juliet).TotalMilliseconds, Is.EqualTo(250), "the other one is still there");
        throttle.Excused(Juliet);
        throttle.Excused(Juliet);
        Assert.That(throttle.PauseFor(Juliet), Is.EqualTo(TimeSpan.Zero), "nothing below zero is remembered");
    }

    [Test]
    public void A_login_forgives_the_account_but_not_the_address()
    {
        var throttle = new LoginThrottle(new LoginThrottleOptions { AddressFailures = 10 }, _time);
        for (var i = 0; i < 10; i++)
            throttle.Failed(Juliet, Here);
        throttle.Succeeded(Juliet);
        Assert.That(throttle.PauseFor(Juliet), Is.EqualTo(TimeSpan.Zero));
        Assert.That(throttle.Allows(Here), Is.False);
    }

    [Test]
    public void An_address_is_refused_at_its_limit_and_comes_back()
    {
        var options = new LoginThrottleOptions { AddressFailures = 3, AddressDecay = TimeSpan.FromSeconds(20) };
        var throttle = new LoginThrottle(options, _time);
        for (var i = 0; i < 3; i++)
        {
            Assert.That(throttle.Allows(Here), Is.True);
            throttle.Failed(null, Here);
        }
        Assert.That(throttle.Allows(Here), Is.False);
        Assert.That(throttle.Allows(IPAddress.Parse("192.0.2.2")), Is.True);
        Assert.That(throttle.Allows(null), Is.True);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(throttle.Allows(Here), Is.True);
    }

    [TestCase("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [TestCase("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [TestCase("::ffff:192.0.2.1", "192.0.2.1", true)]
    [TestCase("192.0.2.1", "192.0.2.2", false)]
    public void One_network_of_IPv6_is_one_address(string first, string second, bool same)
    {
        var throttle = new LoginThrottle(new LoginThrottleOptions { AddressFailures = 1 }, _time);
        throttle.Failed(null, IPAddress.Parse(first));
        Assert.That(throttle.Allows(IPAddress.Parse(second)), Is.EqualTo(!same));
    }

    [Test]
    public void A_resource_is_not_an_account_of_its_own()
    {
        var throttle = new LoginThrottle(new LoginThrottleOptions { FreeFailures = 0 }, _time);
        throttle.Failed(Jid.Parse("juliet@capulet.example/x"), null);
        Assert.That(throttle.PauseFor(Juliet), Is.GreaterThan(TimeSpan.Zero));
    }

    [Test, Case("ABU-09")]
    public void Memory_is_bounded_and_those_who_go_on_are_not_the_ones_forgotten()
    {
        var throttle = new LoginThrottle(new LoginThrottleOptions { Capacity = 100, FreeFailures = 0 }, _time);
        for (var i = 0; i < 10_000; i++)
        {
            throttle.Failed(Jid.Parse($"u{i}@capulet.example"), new IPAddress(i));
            throttle.Failed(Juliet, Here);
        }
        Assert.That(throttle.RememberedAccounts, Is.EqualTo(100));
        Assert.That(throttle.RememberedAddresses, Is.EqualTo(100));
        Assert.That(throttle.PauseFor(Juliet), Is.GreaterThan(TimeSpan.Zero));
        Assert.That(throttle.Allows(Here), Is.False);
    }

    [Test]
    public void What_has_decayed_is_dropped_while_new_ones_come()
    {
        var throttle = new LoginThrottle(new LoginThrottleOptions(), _time);
        for (var i = 0; i < 1000; i++)
            throttle.Failed(Jid.Parse($"u{i}@capulet.example"), null);
        _time.Advance(TimeSpan.FromMinutes(2));
        for (var i = 0; i < 600; i++)
            throttle.Failed(Juliet, null);
        Assert.That(throttle.RememberedAccounts, Is.EqualTo(1));
    }

    [Test]
    public void Many_at_once_lose_no_count()
    {
        var throttle = new LoginThrottle(new LoginThrottleOptions { AddressFailures = 8000 }, _time);
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 1000; i++)
                throttle.Failed(null, Here);
        });
        Assert.That(throttle.Allows(Here), Is.False);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(throttle.Allows(Here), Is.True);
    }
}
