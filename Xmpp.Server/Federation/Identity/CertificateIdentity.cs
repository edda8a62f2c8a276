using Xmpp.Server.Federation.Discovery;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Federation.Identity;

/// <summary>RFC 6120 §13.7.2.1 and RFC 9525: is the peer with this certificate the server of this domain?</summary>
/// <param name="trust">Whose signatures count.</param>
/// <param name="tlsa">DANE; null where the resolver's word on DNSSEC is not believed.</param>
internal sealed class CertificateIdentity(CertificateTrust trust, ITlsaRecords? tlsa) : IPeerIdentity
{
    public async ValueTask<PeerVerdict> JudgeAsync(
        PeerCertificate? certificate, string domain, PeerAddress? address, CancellationToken ct)
    {
        if (certificate is null)
            return new PeerVerdict(PeerProof.None, "the peer has shown no certificate");
        // Signatures are checked, and once the system's store is read: not on an event loop.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var verdict = await CheckAsync(certificate, domain, address, ct);
        return verdict.IsProved
            ? verdict
            : verdict with { Reason = $"{verdict.Reason}; the certificate is {CertificateText.Describe(certificate.Leaf)}" };
    }

    private async ValueTask<PeerVerdict> CheckAsync(
        PeerCertificate certificate, string domain, PeerAddress? address, CancellationToken ct)
    {
        if (address is null)
            return CheckNames(certificate, domain, null, trust.Check(certificate, TlsRole.Client));
        // RFC 7673 §4.1: the target of a signed SRV record is a name of the service, too.
        var target = address.IsTargetSecure ? address.Target : null;
        if (target is null || tlsa is null)
            return CheckNames(certificate, domain, target, trust.Check(certificate, TlsRole.Server));
        return await tlsa.FindAsync(address, ct) switch
        {
            null => new PeerVerdict(PeerProof.NotTrusted, $"the TLSA records of {target} could not be read"),
            { Count: 0 } => CheckNames(certificate, domain, target, trust.Check(certificate, TlsRole.Server)),
            var records => CheckTlsa(certificate, domain, target, records),
        };
    }

    // RFC 6698 §2.1.1: one record that fits is enough, and where there are records one has to fit.
    private PeerVerdict CheckTlsa(
        PeerCertificate certificate, string domain, string target, IReadOnlyList<TlsaRecord> records)
    {
        var last = new PeerVerdict(PeerProof.NotTrusted, $"none of the TLSA records of {target} is for it");
        foreach (var record in records)
        {
            if (CheckTlsa(certificate, domain, target, record) is not { } verdict)
                continue;
            if (verdict.IsProved)
                return verdict;
            last = verdict;
        }
        return last;
    }

    private PeerVerdict? CheckTlsa(PeerCertificate certificate, string domain, string target, TlsaRecord record)
    {
        var isLeaf = TlsaMatch.Matches(record, certificate.Leaf.RawDataMemory.Span);
        switch (record.Usage)
        {
            case TlsaRecord.Certificate:
                // RFC 7673 §4.2: names, dates and issuer do not matter then.
                return isLeaf ? new PeerVerdict(PeerProof.Proved, $"TLSA record of {target}") : null;
            case TlsaRecord.TrustedCertificate:
                return isLeaf ? CheckNames(certificate, domain, target, trust.Check(certificate, TlsRole.Server)) : null;
            case TlsaRecord.Authority:
                var anchor = certificate.Sent.FirstOrDefault(one => TlsaMatch.Matches(record, one.RawDataMemory.Span));
                return anchor is null ? null : CheckNames(certificate, domain, target, trust.CheckAgainst(certificate, anchor));
            default:
                var chain = trust.Check(certificate, TlsRole.Server);
                return chain.IsTrusted && !chain.Chain.Skip(1).Any(one => TlsaMatch.Matches(record, one.Span))
                    ? null
                    : CheckNames(certificate, domain, target, chain);
        }
    }

    private static PeerVerdict CheckNames(PeerCertificate certificate, string domain, string? target, ChainVerdict chain)
    {
        if (!chain.IsTrusted)
            return new PeerVerdict(chain.Proof, chain.Fault);
        if (!SubjectAltNames.TryRead(certificate.Leaf, out var names))
            return new PeerVerdict(PeerProof.WrongName, "its subjectAltName is malformed");
        // Constraints on DNS names do not bind other kinds of names (RFC 5280 §4.2.1.10), which would then get round them.
        var matched = NameMatch.Find(names, domain, chain.IsConstrained);
        if (matched is null && target is not null)
            matched = NameMatch.Find(names, target, onlyDns: true);
        return matched is null
            ? new PeerVerdict(PeerProof.WrongName, $"it is not for {domain}")
            : new PeerVerdict(PeerProof.Proved, matched) { Until = chain.Until };
    }
}
