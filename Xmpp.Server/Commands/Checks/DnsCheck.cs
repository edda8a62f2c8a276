using System.Net;
using DnsClient;
using DnsClient.Protocol;
using Xmpp.Server.Certificates;
using Xmpp.Server.Configuration;

namespace Xmpp.Server.Commands.Checks;

/// <summary>
/// What clients and other servers find in DNS (RFC 6120 §3.2, XEP-0368). Only hints: the records may be elsewhere, or
/// not be there yet.
/// </summary>
internal static class DnsCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>RFC 6761 and RFC 6762: names that never are in the public DNS.</summary>
    private static readonly string[] Private = ["localhost", "test", "example", "invalid", "local"];

    public static async Task<IReadOnlyList<CheckResult>> RunAsync(
        ServerOptions options, IPEndPoint? server, CancellationToken ct)
    {
        var lookup = new LookupClient(server is null
            ? new LookupClientOptions { Timeout = Patience, Retries = 1 }
            : new LookupClientOptions(server) { Timeout = Patience, Retries = 1 });
        List<CheckResult> results = [];
        foreach (var host in options.Hosts)
        {
            var name = HostNames.ToAscii(host.Name);
            if (HostNames.ToAddress(name) is null && (server is not null || !Private.Contains(name.Split('.')[^1])))
                results.AddRange(await RunAsync(lookup, options, name, ct));
        }
        return results;
    }

    private static async Task<List<CheckResult>> RunAsync(
        LookupClient lookup, ServerOptions options, string host, CancellationToken ct)
    {
        List<CheckResult> results = [];
        try
        {
            // RFC 6120 §3.2.1: the service's SRV records; §3.2.2: without them the host's own address and port 5222.
            var clients = await SrvAsync(lookup, results, $"_xmpp-client._tcp.{host}", options.Listeners.C2s, ct);
            var direct = await SrvAsync(lookup, results, $"_xmpps-client._tcp.{host}", options.Listeners.C2sTls, ct);
            if (!clients && !await HasAddressAsync(lookup, host, ct))
            {
                results.Add(CheckResult.Hint($"DNS {host}", "clients find neither an SRV record nor an address",
                    $"_xmpp-client._tcp.{host}. SRV 0 5 5222 <this machine>., or A and AAAA records for {host}"));
            }
            if (!direct && options.Listeners.C2sTls.Count > 0)
            {
                results.Add(CheckResult.Hint($"DNS {host}", "clients do not find the TLS port (XEP-0368)",
                    $"_xmpps-client._tcp.{host}. SRV 0 5 5223 <this machine>."));
            }
        }
        catch (DnsResponseException e)
        {
            results.Add(CheckResult.Hint($"DNS {host}", $"no answer: {e.Message}", "--dns names another server"));
        }
        return results;
    }

    private static async Task<bool> SrvAsync(
        LookupClient lookup, List<CheckResult> results, string name, IReadOnlyList<ListenEndpoint> listeners,
        CancellationToken ct)
    {
        var answer = await lookup.QueryAsync(name, QueryType.SRV, cancellationToken: ct);
        var records = answer.Answers.SrvRecords().ToList();
        foreach (var record in records)
            results.Add(await JudgeAsync(lookup, name, record, listeners, ct));
        return records.Count > 0;
    }

    private static async Task<CheckResult> JudgeAsync(
        LookupClient lookup, string name, SrvRecord record, IReadOnlyList<ListenEndpoint> listeners, CancellationToken ct)
    {
        var subject = $"DNS {name}";
        var target = record.Target.Value.TrimEnd('.');
        // RFC 2782: "." says that the service is decidedly not available.
        if (target.Length == 0)
            return CheckResult.Hint(subject, "says that there is no such service", "remove the record or name a target");
        if (!await HasAddressAsync(lookup, target, ct))
            return CheckResult.Hint(subject, $"{target} has no address", "add A and AAAA records");
        return listeners.Any(listener => listener.Port == record.Port)
            ? CheckResult.Good(subject, $"{target} port {record.Port}")
            : CheckResult.Hint(subject, $"leads to {target} port {record.Port}, where this server does not listen");
    }

    private static async Task<bool> HasAddressAsync(LookupClient lookup, string host, CancellationToken ct)
    {
        var v4 = await lookup.QueryAsync(host, QueryType.A, cancellationToken: ct);
        if (v4.Answers.ARecords().Any())
            return true;
        var v6 = await lookup.QueryAsync(host, QueryType.AAAA, cancellationToken: ct);
        return v6.Answers.AaaaRecords().Any();
    }
}
