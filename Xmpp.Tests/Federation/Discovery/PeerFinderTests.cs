using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation.Discovery;
using Xmpp.Tests.Commands;

namespace Xmpp.Tests.Federation.Discovery;

/// <summary>Where a peer is, as real questions to a DNS server on loopback say.</summary>
[Spec("RFC 6120", "3.2"), Case("S2S-06"), Case("S2S-08")]
public class PeerFinderTests
{
    private const string Domain = "montague.example";
    private const string Start = $"SRV _xmpp-server._tcp.{Domain}";
    private const string Direct = $"SRV _xmpps-server._tcp.{Domain}";

    private readonly FakeTimeProvider _time = new();

    [Test]
    public async Task Records_of_both_services_in_one_order_with_their_ports()
    {
        using var dns = new ScriptedDns(
            $"{Start} b.example 5270 20", $"{Direct} a.example 443 10", $"{Start} c.example 5269 30",
            "A a.example 192.0.2.1", "AAAA a.example 2001:db8::1", "A b.example 192.0.2.2", "AAAA c.example 2001:db8::3");
        Assert.That(await FindAsync(dns), Is.EqualTo(
            "[2001:db8::1]:443 tls, 192.0.2.1:443 tls, 192.0.2.2:5270, [2001:db8::3]:5269"));
    }

    [TestCase("A", "127.0.0.1")]
    [TestCase("A", "10.1.2.3")]
    [TestCase("A", "172.31.0.1")]
    [TestCase("A", "192.168.1.1")]
    [TestCase("A", "169.254.169.254")]
    [TestCase("A", "100.64.0.1")]
    [TestCase("A", "0.0.0.0")]
    [TestCase("AAAA", "::1")]
    [TestCase("AAAA", "fd00::1")]
    [TestCase("AAAA", "fe80::1")]
    [TestCase("AAAA", "::ffff:10.0.0.1")]
    [TestCase("AAAA", "64:ff9b::7f00:1")]
    [Case("ABU-10")]
    public async Task Private_addresses_are_knocked_at_only_where_the_operator_has_it_so(string type, string address)
    {
        string[] records = [$"{Start} a.example 6379", $"{type} a.example {address}"];
        using var dns = new ScriptedDns(records);
        Assert.That(await FindAsync(dns), Does.StartWith("NoSuchDomain").And.Contain("private_addresses"));
        using var fallback = new ScriptedDns($"{type} {Domain} {address}");
        Assert.That(await FindAsync(fallback), Does.StartWith("NoSuchDomain").And.Contain("private_addresses"));
        using var mixed = new ScriptedDns([.. records, "A a.example 192.0.2.1"]);
        Assert.That(await FindAsync(mixed), Is.EqualTo("192.0.2.1:6379"));
    }

    [Test]
    public async Task Aliases_are_followed()
    {
        using var dns = new ScriptedDns(
            $"CNAME _xmpp-server._tcp.{Domain} alias.example", "SRV alias.example host.example 5269",
            "CNAME host.example real.example", "A real.example 192.0.2.7");
        Assert.That(await FindAsync(dns), Is.EqualTo("192.0.2.7:5269"));
    }

    [Test, Spec("RFC 6120", "3.2.2")]
    public async Task Without_service_records_it_is_the_domains_own_address()
    {
        using var dns = new ScriptedDns($"A {Domain} 192.0.2.1", $"AAAA {Domain} 2001:db8::1");
        Assert.That(await FindAsync(dns), Is.EqualTo("[2001:db8::1]:5269, 192.0.2.1:5269"));
    }

    [Test, Spec("RFC 6120", "3.2.1")]
    public async Task A_dot_says_that_there_is_no_such_service()
    {
        using var dns = new ScriptedDns($"{Start} . 0", $"A {Domain} 192.0.2.1");
        Assert.That(await FindAsync(dns), Does.StartWith("NoService"));
    }

    [Test, Spec("XEP-0368", "5")]
    public async Task A_dot_for_one_service_leaves_the_other()
    {
        using var dns = new ScriptedDns($"{Direct} . 0", $"{Start} a.example 5269", "A a.example 192.0.2.1");
        Assert.That(await FindAsync(dns), Is.EqualTo("192.0.2.1:5269"));
        using var only = new ScriptedDns($"{Direct} . 0", $"A {Domain} 192.0.2.1");
        Assert.That(await FindAsync(only), Does.StartWith("NoService"), "and no fallback to the address");
    }

    [Test]
    public async Task Nothing_at_all()
    {
        using var dns = new ScriptedDns();
        Assert.That(await FindAsync(dns), Does.StartWith("NoSuchDomain"));
    }

    [Test]
    public async Task A_target_without_address_is_passed_over()
    {
        using var dns = new ScriptedDns($"{Start} gone.example 5269 1", $"{Start} b.example 5269 2", "A b.example 192.0.2.2");
        Assert.That(await FindAsync(dns), Is.EqualTo("192.0.2.2:5269"));
        using var gone = new ScriptedDns($"{Start} gone.example 5269 1", $"A {Domain} 192.0.2.1");
        Assert.That(await FindAsync(gone), Does.StartWith("NoSuchDomain"), "and no fallback to the address");
    }

    [Test]
    public async Task A_resolver_that_fails_is_no_proof_that_there_is_nothing()
    {
        using var failing = new ScriptedDns($"SERVFAIL _xmpp-server._tcp.{Domain}", $"SERVFAIL _xmpps-server._tcp.{Domain}");
        Assert.That(await FindAsync(failing), Does.StartWith("ResolverFailed"));
        using var half = new ScriptedDns($"SERVFAIL _xmpp-server._tcp.{Domain}", $"A {Domain} 192.0.2.1");
        Assert.That(await FindAsync(half), Does.StartWith("ResolverFailed"));
        using var hosts = new ScriptedDns($"{Start} a.example 5269", "SERVFAIL a.example");
        Assert.That(await FindAsync(hosts), Does.StartWith("ResolverFailed"));
    }

    [Test]
    public async Task A_resolver_that_fails_is_left_alone_for_a_while()
    {
        using var failing = new ScriptedDns($"SERVFAIL _xmpp-server._tcp.{Domain}", $"SERVFAIL _xmpps-server._tcp.{Domain}");
        var finder = Finder(failing, new DnsOptions { FailedTtl = TimeSpan.FromSeconds(5), Retries = 0 });
        await finder.FindAsync(Domain, default);
        var asked = failing.Questions.Count;
        _time.Advance(TimeSpan.FromSeconds(4));
        await finder.FindAsync(Domain, default);
        Assert.That(failing.Questions, Has.Count.EqualTo(asked));
        _time.Advance(TimeSpan.FromSeconds(1));
        await finder.FindAsync(Domain, default);
        Assert.That(failing.Questions, Has.Count.EqualTo(2 * asked));
    }

    [Test, CancelAfter(20_000)]
    public async Task A_resolver_that_is_silent_costs_its_timeout(CancellationToken ct)
    {
        using var silent = new ScriptedDns($"SILENT _xmpp-server._tcp.{Domain}", $"SILENT _xmpps-server._tcp.{Domain}");
        var found = FindAsync(silent, new DnsOptions { Timeout = TimeSpan.FromMilliseconds(200), Retries = 0 });
        Assert.That(await found.WaitAsync(ct), Does.StartWith("ResolverFailed"));
        using var end = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        var given = await Finder(silent, new DnsOptions { Timeout = TimeSpan.FromSeconds(30) }).FindAsync(Domain, end.Token);
        Assert.That(given.Outcome, Is.EqualTo(PeerLookup.ResolverFailed));
    }

    [Test]
    public async Task One_family_that_is_silent_does_not_hide_the_other()
    {
        // One question per name and type; the silent one is a name of its own here.
        using var dns = new ScriptedDns(
            $"{Start} a.example 5269 1", $"{Start} b.example 5269 2", "SILENT a.example", "A b.example 192.0.2.2");
        Assert.That(
            await FindAsync(dns, new DnsOptions { Timeout = TimeSpan.FromMilliseconds(200), Retries = 0 }),
            Is.EqualTo("192.0.2.2:5269"));
    }

    [Test]
    public async Task Too_many_records_are_cut_off()
    {
        using var dns = new ScriptedDns([
            .. Enumerable.Range(1, 9).Select(i => $"{Start} h{i}.example 5269 {i}"),
            .. Enumerable.Range(1, 9).SelectMany(i => new[] { $"A h{i}.example 192.0.2.{i}", $"AAAA h{i}.example 2001:db8::{i}" }),
        ]);
        var found = await FindAsync(dns, new DnsOptions { MaxTargets = 3, MaxAddresses = 5 });
        Assert.That(found.Split(", "), Has.Length.EqualTo(5));
        Assert.That(dns.Questions, Has.None.EqualTo("A h4.example"));
    }

    [Test]
    public async Task Names_are_asked_for_with_A_labels()
    {
        using var dns = new ScriptedDns("SRV _xmpp-server._tcp.xn--mnchen-3ya.example a.example 5269", "A a.example 192.0.2.1");
        var found = await Finder(dns, new DnsOptions()).FindAsync("münchen.example", CancellationToken.None);
        Assert.That(found.Addresses, Has.Count.EqualTo(1));
    }

    [TestCase("192.0.2.5", "192.0.2.5:5269")]
    [TestCase("[2001:db8::5]", "[2001:db8::5]:5269")]
    public async Task An_address_is_its_own_place(string domain, string place)
    {
        using var dns = new ScriptedDns();
        var found = await Finder(dns, new DnsOptions()).FindAsync(domain, CancellationToken.None);
        Assert.That(found.Addresses.Single().EndPoint.ToString(), Is.EqualTo(place));
        Assert.That(dns.Questions, Is.Empty);
    }

    [Test, Spec("RFC 6120", "3.2.3")]
    public async Task What_is_configured_is_not_looked_up()
    {
        using var dns = new ScriptedDns();
        var options = new FederationOptions
        {
            Dns = new DnsOptions { Resolvers = [dns.EndPoint.ToString()] },
            Domains =
            [
                new FederationDomainOptions { Name = Domain, Addresses = ["192.0.2.1:15269", "[2001:db8::1]:15269"], DirectTls = true },
                new FederationDomainOptions { Name = "*.verona.example", Addresses = ["192.0.2.2:5269"] },
                new FederationDomainOptions { Name = "known.example" },
            ],
        };
        var finder = new PeerFinder(options, new Resolver(options.Dns, _time));
        Assert.That(Text(await finder.FindAsync(Domain, default)), Is.EqualTo("192.0.2.1:15269 tls, [2001:db8::1]:15269 tls"));
        Assert.That(Text(await finder.FindAsync("chat.verona.example", default)), Is.EqualTo("192.0.2.2:5269"));
        Assert.That(dns.Questions, Is.Empty);
        Assert.That(Text(await finder.FindAsync("known.example", default)), Does.StartWith("NoSuchDomain"));
    }

    [Test]
    public async Task Answers_are_kept_as_long_as_they_say()
    {
        using var dns = new ScriptedDns($"{Start} a.example 5269", "A a.example 192.0.2.1") { TimeToLive = 60, Minimum = 30 };
        var finder = Finder(dns, new DnsOptions());
        await finder.FindAsync(Domain, default);
        var asked = dns.Questions.Count;
        _time.Advance(TimeSpan.FromSeconds(29));
        await finder.FindAsync(Domain, default);
        Assert.That(dns.Questions, Has.Count.EqualTo(asked));
        // The answers that there is nothing (direct TLS, AAAA) are older than their SOA says, the others not.
        _time.Advance(TimeSpan.FromSeconds(2));
        await finder.FindAsync(Domain, default);
        Assert.That(dns.Questions, Has.Count.EqualTo(asked + 2));
        _time.Advance(TimeSpan.FromSeconds(60));
        await finder.FindAsync(Domain, default);
        Assert.That(dns.Questions, Has.Count.EqualTo(asked + 6));
    }

    [TestCase(5, 10, 60, 9, 0)]
    [TestCase(5, 10, 60, 10, 4)]
    [TestCase(300, 0, 60, 59, 0)]
    [TestCase(300, 0, 60, 60, 4)]
    public async Task And_within_the_operators_limits(int ttl, int least, int most, int after, int asked)
    {
        using var dns = new ScriptedDns($"{Start} a.example 5269", "A a.example 192.0.2.1") { TimeToLive = ttl, Minimum = ttl };
        var finder = Finder(dns, new DnsOptions
        {
            MinTtl = TimeSpan.FromSeconds(least),
            MaxTtl = TimeSpan.FromSeconds(most),
            NegativeTtl = TimeSpan.FromSeconds(most),
        });
        await finder.FindAsync(Domain, default);
        var before = dns.Questions.Count;
        _time.Advance(TimeSpan.FromSeconds(after));
        await finder.FindAsync(Domain, default);
        Assert.That(dns.Questions.Count - before, Is.EqualTo(asked));
    }

    [Test, Spec("RFC 7673", "3")]
    public async Task The_resolvers_word_on_signatures_counts_only_where_it_is_believed()
    {
        string[] records = [$"{Start} a.example 5269", "A a.example 192.0.2.1", "TLSA _5269._tcp.a.example 3 1 0 0102", "TLSA _5269._tcp.a.example 9 9 9 0102"];
        using var signed = new ScriptedDns(records) { IsSecure = true };
        using var unsigned = new ScriptedDns(records);
        Assert.That((await TlsaAsync(signed, trust: true))?.Count, Is.EqualTo(1), "the other is not usable");
        Assert.That((await TlsaAsync(signed, trust: false))?.Count, Is.Zero);
        Assert.That((await TlsaAsync(unsigned, trust: true))?.Count, Is.Zero);
        using var failing = new ScriptedDns([.. records[..2], "SERVFAIL _5269._tcp.a.example"]) { IsSecure = true };
        Assert.That(await TlsaAsync(failing, trust: true), Is.Null);
    }

    private async Task<IReadOnlyList<Xmpp.Server.Federation.Identity.TlsaRecord>?> TlsaAsync(ScriptedDns dns, bool trust)
    {
        var options = new FederationOptions { Dns = new DnsOptions { Resolvers = [dns.EndPoint.ToString()], TrustAd = trust } };
        var resolver = new Resolver(options.Dns, _time);
        var found = await new PeerFinder(options, resolver).FindAsync(Domain, CancellationToken.None);
        return await new DnsTlsaRecords(resolver).FindAsync(found.Addresses[0], CancellationToken.None);
    }

    private PeerFinder Finder(ScriptedDns dns, DnsOptions options)
    {
        var federation = new FederationOptions { Dns = options with { Resolvers = [dns.EndPoint.ToString()] } };
        return new PeerFinder(federation, new Resolver(federation.Dns, _time));
    }

    private async Task<string> FindAsync(ScriptedDns dns, DnsOptions? options = null) =>
        Text(await Finder(dns, options ?? new DnsOptions()).FindAsync(Domain, CancellationToken.None));

    private static string Text(PeerAddresses found) => found.Outcome == PeerLookup.Found
        ? string.Join(", ", found.Addresses.Select(one => one.EndPoint + (one.IsDirectTls ? " tls" : "")))
        : $"{found.Outcome}: {found.Reason}";
}
