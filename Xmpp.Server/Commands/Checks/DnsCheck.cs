using System.Net;
using DnsClient;
using DnsClient.Protocol;
using Xmpp.Server.Certificates;
using Xmpp.Server.Configuration;
using Xmpp.Server.Federation.Discovery;

namespace Xmpp.Server.Commands.Checks;

/// <summary>
/// What clients and other servers find in DNS (RFC 6120 §3.2, XEP-0368). Only hints: the records may be elsewhere, or
/// not be there yet.
/// </summary>
internal static class DnsCheck
{
    /// <summary>RFC 6761 and RFC 6762: names that never are in the public DNS.</summary>
    private static readonly string[] Private = ["localhost", "test", "example", "invalid", "local"];

    public static async Task<IReadOnlyList<CheckResult>> RunAsync(
        ServerOptions options, IPEndPoint? server, CancellationToken ct)
    {
        var dns = options.Federation.Dns;
        var resolver = new Resolver(
            server is null ? dns : dns with { Resolvers = [server.ToString()] }, TimeProvider.System);
        List<CheckResult> results = [];
        foreach (var host in options.Hosts)
        {
            var name = HostNames.ToAscii(host.Name);
            if (HostNames.ToAddress(name) is null && (server is not null || !Private.Contains(name.Split('.')[^1])))
                results.AddRange(await RunAsync(resolver, options, name, ct));
        }
        return results;
    }

    private static async Task<List<CheckResult>> RunAsync(
        Resolver resolver, ServerOptions options, string host, CancellationToken ct)
    {
        var listeners = options.Listeners;
        List<CheckResult> results = [];
        // RFC 6120 §3.2.1: the service's SRV records; §3.2.2: without them the host's own address and the default port.
        var clients = await SrvAsync(resolver, results, $"_xmpp-client._tcp.{host}", listeners.C2s, ct);
        var direct = await SrvAsync(resolver, results, $"_xmpps-client._tcp.{host}", listeners.C2sTls, ct);
        if (clients is null || direct is null)
            return [CheckResult.Hint($"DNS {host}", "no answer", "--dns names another server")];
        var address = await HasAddressAsync(resolver, host, ct);
        if (clients == 0 && !address)
        {
            results.Add(CheckResult.Hint($"DNS {host}", "clients find neither an SRV record nor an address",
                $"_xmpp-client._tcp.{host}. SRV 0 5 5222 <this machine>., or A and AAAA records for {host}"));
        }
        if (direct == 0 && listeners.C2sTls.Count > 0)
        {
            results.Add(CheckResult.Hint($"DNS {host}", "clients do not find the TLS port (XEP-0368)",
                $"_xmpps-client._tcp.{host}. SRV 0 5 5223 <this machine>."));
        }
        if (options.Federation.Enabled)
            await RunServersAsync(resolver, listeners, host, address, results, ct);
        return results;
    }

    private static async Task RunServersAsync(
        Resolver resolver, ListenerOptions listeners, string host, bool hasAddress, List<CheckResult> results,
        CancellationToken ct)
    {
        var servers = await SrvAsync(resolver, results, $"_xmpp-server._tcp.{host}", listeners.S2s, ct) ?? 0;
        var direct = await SrvAsync(resolver, results, $"_xmpps-server._tcp.{host}", listeners.S2sTls, ct) ?? 0;
        if (servers + direct == 0 && !hasAddress)
        {
            results.Add(CheckResult.Hint($"DNS {host}", "other servers find neither an SRV record nor an address",
                $"_xmpp-server._tcp.{host}. SRV 0 5 5269 <this machine>., or federation.enabled = false"));
        }
    }

    /// <summary>How many there are; null without an answer.</summary>
    private static async Task<int?> SrvAsync(
        Resolver resolver, List<CheckResult> results, string name, IReadOnlyList<ListenEndpoint> listeners,
        CancellationToken ct)
    {
        var answer = await resolver.QueryAsync(name, QueryType.SRV, ct);
        if (answer.Outcome == DnsOutcome.Failed)
            return null;
        foreach (var record in answer.Records.OfType<SrvRecord>())
            results.Add(await JudgeAsync(resolver, name, record, listeners, ct));
        return answer.Records.Count;
    }

    private static async Task<CheckResult> JudgeAsync(
        Resolver resolver, string name, SrvRecord record, IReadOnlyList<ListenEndpoint> listeners, CancellationToken ct)
    {
        var subject = $"DNS {name}";
        var target = record.Target.Value.TrimEnd('.');
        // RFC 2782: "." says that the service is decidedly not available.
        if (target.Length == 0)
            return CheckResult.Hint(subject, "says that there is no such service", "remove the record or name a target");
        if (!await HasAddressAsync(resolver, target, ct))
            return CheckResult.Hint(subject, $"{target} has no address", "add A and AAAA records");
        return listeners.Any(listener => listener.Port == record.Port)
            ? CheckResult.Good(subject, $"{target} port {record.Port}")
            : CheckResult.Hint(subject, $"leads to {target} port {record.Port}, where this server does not listen");
    }

    private static async Task<bool> HasAddressAsync(Resolver resolver, string host, CancellationToken ct) =>
        (await resolver.QueryAsync(host, QueryType.A, ct)).Records.Count > 0
        || (await resolver.QueryAsync(host, QueryType.AAAA, ct)).Records.Count > 0;
}
