using DnsClient;
using Xmpp.Server.Federation.Identity;

namespace Xmpp.Server.Federation.Discovery;

/// <summary>Looks TLSA records up (RFC 7673 §3.3); what the resolver does not call authentic is as if it were not there.</summary>
internal sealed class DnsTlsaRecords(Resolver resolver) : ITlsaRecords
{
    public async ValueTask<IReadOnlyList<TlsaRecord>?> FindAsync(PeerAddress address, CancellationToken ct)
    {
        if (address is not { IsTargetSecure: true, Target: { } target })
            return [];
        var answer = await resolver.QueryAsync($"_{address.EndPoint.Port}._tcp.{target}", QueryType.TLSA, ct);
        if (answer.Outcome == DnsOutcome.Failed)
            return null;
        if (!answer.IsSecure)
            return [];
        return [.. answer.Records.OfType<DnsClient.Protocol.TlsaRecord>()
            .Select(record => new TlsaRecord(
                (byte)record.CertificateUsage, (byte)record.Selector, (byte)record.MatchingType,
                record.CertificateAssociationData.ToArray()))
            .Where(record => record.IsUsable)];
    }
}
