using System.Net;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Federation.Discovery;

namespace Xmpp.Tests.Federation.Discovery;

/// <summary>The order of SRV records and addresses, and what is kept of them.</summary>
[Case("S2S-08")]
public class OrderTests
{
    [Test, Spec("XEP-0368", "3")]
    public void Priorities_of_both_services_are_one_order()
    {
        var sorted = ServiceOrder.Sort(
            [Service("c", 30), Service("a", 10), Service("d", 40, isDirectTls: true), Service("b", 20, isDirectTls: true)], _ => 0);
        Assert.That(sorted.Select(service => service.Target), Is.EqualTo(new[] { "a", "b", "c", "d" }));
    }

    [TestCase(0, "none light heavy")]
    [TestCase(1, "light none heavy")]
    [TestCase(10, "light none heavy")]
    [TestCase(11, "heavy none light")]
    [TestCase(100, "heavy none light")]
    public void The_first_is_the_one_whose_share_the_number_falls_into(int chosen, string order)
    {
        int[] numbers = [chosen, 0, 0];
        var taken = 0;
        var sorted = ServiceOrder.Sort(
            [Service("heavy", 1, 90), Service("none", 1, 0), Service("light", 1, 10)], _ => numbers[taken++]);
        Assert.That(string.Join(' ', sorted.Select(service => service.Target)), Is.EqualTo(order));
    }

    [Test]
    public void The_number_is_of_the_sum_of_the_weights_that_are_left()
    {
        List<int> limits = [];
        ServiceOrder.Sort([Service("a", 1, 90), Service("b", 1, 0), Service("c", 1, 10)], limit =>
        {
            limits.Add(limit);
            return limit - 1;
        });
        Assert.That(limits, Is.EqualTo(new[] { 101, 11, 1 }));
    }

    [Test]
    public void Weights_of_65535_each_do_not_overflow()
    {
        var many = Enumerable.Range(0, 1000).Select(i => Service($"h{i}", 1, 65535)).ToList();
        Assert.That(ServiceOrder.Sort(many, limit => limit - 1), Has.Count.EqualTo(1000));
    }

    [Test, Spec("RFC 8305", "4")]
    public void Families_alternate()
    {
        IPAddress[] six = [IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::2"), IPAddress.Parse("2001:db8::3")];
        IPAddress[] four = [IPAddress.Parse("192.0.2.1")];
        Assert.That(AddressOrder.Interleave(six, four), Is.EqualTo(new[] { six[0], four[0], six[1], six[2] }));
        Assert.That(AddressOrder.Interleave([], four), Is.EqualTo(four));
        Assert.That(AddressOrder.Interleave([], []), Is.Empty);
    }

    [Test]
    public void The_cache_forgets_what_is_too_old_and_the_oldest_of_too_many()
    {
        var time = new FakeTimeProvider();
        var cache = new DnsCache(2, time);
        cache.Add("a", Answer(10));
        cache.Add("b", Answer(60));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.That((cache.Find("a"), cache.Find("b")), Is.EqualTo(((DnsAnswer?)null, (DnsAnswer?)Answer(60))));
        cache.Add("c", Answer(60));
        cache.Add("d", Answer(60));
        Assert.That((cache.Count, cache.Find("b")), Is.EqualTo((2, (DnsAnswer?)null)));
        cache.Add("e", Answer(0));
        Assert.That(cache.Find("e"), Is.Null, "a time to live of 0 is for this once (RFC 1035 §3.2.1)");
    }

    private static readonly DnsClient.Protocol.DnsResourceRecord[] NoRecords = [];

    private static DnsAnswer Answer(int seconds) =>
        new(DnsOutcome.Answered, NoRecords, false, TimeSpan.FromSeconds(seconds));

    private static ServiceRecord Service(string target, int priority, int weight = 0, bool isDirectTls = false) =>
        new(priority, weight, target, 5269, isDirectTls);
}
