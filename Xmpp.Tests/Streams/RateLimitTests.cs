using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Server.Streams;

namespace Xmpp.Tests.Streams;

[Case("ABU-07")]
public class RateLimitTests
{
    private static readonly LimitOptions s_limits = new()
    {
        BytesPerSecond = 1000,
        BurstBytes = 10_000,
        StanzasPerSecond = 10,
        BurstStanzas = 100,
    };

    private readonly FakeTimeProvider _time = new();

    [Test]
    public void Within_the_burst_nobody_waits()
    {
        var rate = new RateLimit(s_limits, _time);
        rate.CountBytes(10_000);
        Assert.That(rate.Pause(), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Beyond_it_the_pause_is_what_the_rate_needs_for_the_rest()
    {
        var rate = new RateLimit(s_limits, _time);
        rate.CountBytes(12_000);
        Assert.That(rate.Pause(), Is.EqualTo(TimeSpan.FromSeconds(2)));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.That(rate.Pause(), Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void Stanzas_have_a_limit_of_their_own()
    {
        var rate = new RateLimit(s_limits, _time);
        for (var i = 0; i < 105; i++)
            rate.CountStanza();
        Assert.That(rate.Pause(), Is.EqualTo(TimeSpan.FromSeconds(0.5)));
    }

    [Test]
    public void A_quiet_time_fills_the_burst_and_no_more()
    {
        var rate = new RateLimit(s_limits, _time);
        _time.Advance(TimeSpan.FromHours(1));
        rate.CountBytes(11_000);
        Assert.That(rate.Pause(), Is.EqualTo(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public void Too_fast_for_too_long_is_said()
    {
        var rate = new RateLimit(s_limits with { ExcessTimeout = TimeSpan.FromMinutes(1) }, _time);
        rate.CountBytes(11_000);
        for (var second = 0; second < 60; second++)
        {
            Assert.That(rate.Pause(), Is.EqualTo(TimeSpan.FromSeconds(1)));
            Assert.That(rate.IsSustained, Is.False);
            _time.Advance(TimeSpan.FromSeconds(1)); // it is read on, and more is there at once
            rate.CountBytes(1000);
        }
        Assert.That(rate.Pause(), Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(rate.IsSustained, Is.True);
    }

    [Test]
    public void A_rest_of_a_second_ends_it()
    {
        var rate = new RateLimit(s_limits with { ExcessTimeout = TimeSpan.FromMinutes(1) }, _time);
        rate.CountBytes(11_000);
        Assert.That(rate.Pause(), Is.GreaterThan(TimeSpan.Zero));
        _time.Advance(TimeSpan.FromSeconds(59.5));
        rate.CountBytes(20_000);
        Assert.That(rate.Pause(), Is.GreaterThan(TimeSpan.Zero));
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.That(rate.IsSustained, Is.False);
    }

    [Test]
    public void Octets_at_rest_do_not_count_while_stanzas_are_not()
    {
        var rate = new RateLimit(s_limits with { ExcessTimeout = TimeSpan.FromMinutes(1) }, _time);
        for (var i = 0; i < 110; i++)
            rate.CountStanza();
        for (var second = 0; second < 60; second++)
        {
            Assert.That(rate.Pause(), Is.EqualTo(TimeSpan.FromSeconds(1)));
            _time.Advance(TimeSpan.FromSeconds(1));
            rate.CountBytes(1);
            for (var i = 0; i < 10; i++)
                rate.CountStanza();
        }
        Assert.That(rate.IsSustained, Is.True);
    }

    [Test]
    public void Zero_is_never()
    {
        var rate = new RateLimit(s_limits with { ExcessTimeout = TimeSpan.Zero }, _time);
        rate.CountBytes(1_000_000);
        Assert.That(rate.Pause(), Is.GreaterThan(TimeSpan.Zero));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.That(rate.IsSustained, Is.False);
    }

    [Test]
    public void Zero_is_no_limit()
    {
        var rate = new RateLimit(s_limits with { BytesPerSecond = 0, StanzasPerSecond = 0 }, _time);
        rate.CountBytes(int.MaxValue);
        Assert.That(rate.Pause(), Is.EqualTo(TimeSpan.Zero));
    }
}
