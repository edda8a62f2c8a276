using System.Net;
using System.Security.Cryptography;
using DnsClient;
using DnsClient.Protocol;
using Xmpp.Server.Configuration;
using Xmpp.Stanzas.Preparation;

namespace Xmpp.Server.Federation.Discovery;

/// <summary>Finds servers as RFC 6120 §3.2 and XEP-0368 say, unless the operator has said where they are.</summary>
internal sealed class PeerFinder(FederationOptions options, Resolver resolver) : IPeerFinder
{
    private const int ServerPort = 5269; // RFC 6120 §14.7
    private const string StartTls = "_xmpp-server._tcp.";
    private const string DirectTls = "_xmpps-server._tcp.";

    public async ValueTask<PeerAddresses> FindAsync(string domain, CancellationToken ct)
    {
        // RFC 6120 §3.2.3.
        if (Configured(domain) is { Count: > 0 } configured)
            return PeerAddresses.Found(configured);
        if (Literal(domain) is { } literal)
        {
            return IsAllowed(literal)
                ? PeerAddresses.Found(new PeerAddress(new IPEndPoint(literal, ServerPort), IsDirectTls: false))
                : PeerAddresses.None(PeerLookup.NoSuchDomain, OnlyPrivate(domain));
        }
        try
        {
            return await LookUpAsync(DomainName.ToALabels(domain), ct);
        }
        catch (OperationCanceledException)
        {
            return PeerAddresses.None(PeerLookup.ResolverFailed, "no answer from DNS in time");
        }
    }

    private List<PeerAddress> Configured(string domain)
    {
        var entry = options.Domains.FirstOrDefault(one => DomainPattern.Matches(one.Name, domain));
        return [.. (entry?.Addresses ?? []).Select(one => new PeerAddress(IPEndPoint.Parse(one), entry!.DirectTls))];
    }

    private static IPAddress? Literal(string domain) =>
        IPAddress.TryParse(domain is ['[', .. var inner, ']'] ? inner : domain, out var address) ? address : null;

    private async Task<PeerAddresses> LookUpAsync(string name, CancellationToken ct)
    {
        var start = resolver.QueryAsync(StartTls + name, QueryType.SRV, ct).AsTask();
        var direct = resolver.QueryAsync(DirectTls + name, QueryType.SRV, ct).AsTask();
        var answers = await Task.WhenAll(start, direct);
        // RFC 7673 §3.1: a lookup that failed must not look like one that has found nothing. One of the two is enough.
        if (answers.All(answer => answer.Outcome == DnsOutcome.Failed))
            return PeerAddresses.None(PeerLookup.ResolverFailed, $"the resolver does not answer for {StartTls}{name}");

        var all = Services(answers[0], isDirectTls: false).Concat(Services(answers[1], isDirectTls: true)).ToList();
        var offered = all.Where(service => service.Target.Length > 0).ToList();
        if (offered.Count > 0)
            return await ResolveAsync(offered, answers.All(answer => answer.IsSecure), ct);
        if (answers.Any(answer => answer.Outcome == DnsOutcome.Failed))
            return PeerAddresses.None(PeerLookup.ResolverFailed, $"the resolver does not answer for all records of {name}");
        // RFC 6120 §3.2.1 step 3, XEP-0368 §5: '.' for one service says nothing of the other, but there is no fallback.
        return all.Count > 0
            ? PeerAddresses.None(PeerLookup.NoService, $"SRV records of {name} say that it has no service for servers")
            : await FallBackAsync(name, ct);
    }

    private static IEnumerable<ServiceRecord> Services(DnsAnswer answer, bool isDirectTls) =>
        answer.Records.OfType<SrvRecord>().Select(record => new ServiceRecord(
            record.Priority, record.Weight, record.Target.Value.TrimEnd('.'), record.Port, isDirectTls));

    private async Task<PeerAddresses> ResolveAsync(List<ServiceRecord> services, bool isSecure, CancellationToken ct)
    {
        var sorted = ServiceOrder.Sort(services, RandomNumberGenerator.GetInt32).Take(options.Dns.MaxTargets).ToList();
        var hosts = await Task.WhenAll(sorted.Select(service => AddressesAsync(service.Target, ct)));
        var found = sorted.Zip(hosts).SelectMany(pair => pair.Second.Addresses.Select(address =>
            new PeerAddress(new IPEndPoint(address, pair.First.Port), pair.First.IsDirectTls)
            {
                Target = pair.First.Target,
                // RFC 7673 §3.2: the address records have to be signed, too, for there to be TLSA records.
                IsTargetSecure = options.Dns.TrustAd && isSecure && pair.Second.IsSecure,
            })).Take(options.Dns.MaxAddresses).ToList();
        if (found.Count > 0)
            return PeerAddresses.Found(found);
        return hosts.Any(host => host.Outcome == DnsOutcome.Failed)
            ? PeerAddresses.None(PeerLookup.ResolverFailed, $"the resolver does not answer for {sorted[0].Target}")
            : PeerAddresses.None(
                PeerLookup.NoSuchDomain,
                hosts.Any(host => host.HasPrivate) ? OnlyPrivate(sorted[0].Target) : $"{sorted[0].Target} has no address");
    }

    // RFC 6120 §3.2.2: only where there was no SRV record at all.
    private async Task<PeerAddresses> FallBackAsync(string name, CancellationToken ct)
    {
        var host = await AddressesAsync(name, ct);
        if (host.Addresses.Count > 0)
        {
            return PeerAddresses.Found([.. host.Addresses.Take(options.Dns.MaxAddresses).Select(address =>
                new PeerAddress(new IPEndPoint(address, ServerPort), IsDirectTls: false))]);
        }
        return host.Outcome == DnsOutcome.Failed
            ? PeerAddresses.None(PeerLookup.ResolverFailed, $"the resolver does not answer for {name}")
            : PeerAddresses.None(
                PeerLookup.NoSuchDomain,
                host.HasPrivate ? OnlyPrivate(name) : $"{name} has neither SRV records nor an address");
    }

    private bool IsAllowed(IPAddress address) => options.Dns.PrivateAddresses || !PrivateAddresses.Contains(address);

    private static string OnlyPrivate(string name) => $"{name} has private addresses only (federation.dns.private_addresses)";

    // Both families at once (RFC 8305 §3); one that fails does not hide the other.
    private async Task<HostAddresses> AddressesAsync(string host, CancellationToken ct)
    {
        var six = resolver.QueryAsync(host, QueryType.AAAA, ct).AsTask();
        var four = resolver.QueryAsync(host, QueryType.A, ct).AsTask();
        var answers = await Task.WhenAll(six, four);
        var all = AddressOrder.Interleave(Addresses(answers[0]), Addresses(answers[1])).ToList();
        var addresses = all.Where(IsAllowed).ToList();
        return new HostAddresses(
            answers.Any(answer => answer.Outcome == DnsOutcome.Failed) ? DnsOutcome.Failed : DnsOutcome.Answered,
            addresses,
            answers.All(answer => answer.IsSecure),
            HasPrivate: addresses.Count < all.Count);
    }

    private static List<IPAddress> Addresses(DnsAnswer answer) =>
        [.. answer.Records.OfType<AddressRecord>().Select(record => record.Address)];

    private sealed record HostAddresses(DnsOutcome Outcome, IReadOnlyList<IPAddress> Addresses, bool IsSecure, bool HasPrivate);
}
