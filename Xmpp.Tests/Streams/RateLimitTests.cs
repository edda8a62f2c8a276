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
    public void Zero_is_no_limit()
    {
        var rate = new RateLimit(s_limits with { BytesPerSecond = 0, StanzasPerSecond = 0 }, _time);
        rate.CountBytes(int.MaxValue);
        Assert.That(rate.Pause(), Is.EqualTo(TimeSpan.Zero));
    }
}
