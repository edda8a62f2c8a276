using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Xmpp.Server.Transport;

namespace Xmpp.Server.Federation.Identity;

/// <summary>Builds the chain from a peer's certificate to a root (RFC 5280 §6, RFC 6120 §13.7.2); downloads nothing.</summary>
/// <param name="roots">Roots of the operator, for private federations and for tests.</param>
/// <param name="systemRoots">Whether the roots of the system count, too.</param>
/// <param name="time">Its now is what validity is measured by.</param>
internal sealed class CertificateTrust(X509Certificate2Collection roots, bool systemRoots, TimeProvider time)
{
    private const string NameConstraints = "2.5.29.30";
    private const X509ChainStatusFlags Unknown = X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain;

    private static readonly (X509ChainStatusFlags Flags, string Fault)[] Faults =
    [
        (X509ChainStatusFlags.InvalidBasicConstraints, "what signed it is no authority"),
        (X509ChainStatusFlags.NotSignatureValid, "a signature in its chain is wrong"),
        (X509ChainStatusFlags.NotValidForUsage, "it is not meant for TLS between servers (extended key usage)"),
        (X509ChainStatusFlags.NotTimeValid, "an authority in its chain is not valid at this time"),
        (X509ChainStatusFlags.HasNotPermittedNameConstraint | X509ChainStatusFlags.HasExcludedNameConstraint
            | X509ChainStatusFlags.InvalidNameConstraints | X509ChainStatusFlags.HasNotSupportedNameConstraint,
            "an authority in its chain may not sign for this name"),
    ];


    /// <summary>The verdict for one certificate. The first fault found is the one that is told.</summary>
    public ChainVerdict Check(PeerCertificate certificate, TlsRole role)
    {
        if (!CertificatePurpose.AllowsHandshake(certificate.Leaf))
            return ChainVerdict.Untrusted("its key usage does not allow TLS");
        ChainVerdict? verdict = null;
        foreach (var usage in CertificatePurpose.Usages(role))
        {
            // The operator's roots first: they are few, and where they are set they are meant.
            if (roots.Count > 0 && Better(ref verdict, Build(certificate, usage, roots, anyAnchor: false)))
                return verdict!;
            if (systemRoots && Better(ref verdict, Build(certificate, usage, null, anyAnchor: false)))
                return verdict!;
        }
        return verdict ?? ChainVerdict.Untrusted("no root is trusted");
    }

    /// <summary>RFC 6698 §2.1.1, usage 2: the anchor is what DNS named, be it a root or not.</summary>
    public ChainVerdict CheckAgainst(PeerCertificate certificate, X509Certificate2 anchor)
    {
        if (!CertificatePurpose.AllowsHandshake(certificate.Leaf))
            return ChainVerdict.Untrusted("its key usage does not allow TLS");
        var verdict = Build(certificate, CertificatePurpose.Usages(TlsRole.Server)[0], [anchor], anyAnchor: true);
        return verdict.IsTrusted && !verdict.Chain.Skip(1).Any(one => one.Span.SequenceEqual(anchor.RawDataMemory.Span))
            ? ChainVerdict.Untrusted("the certificate that DNS names has not signed it")
            : verdict;
    }

    // Of two faults, the one of the chain that got further is told.
    private static bool Better(ref ChainVerdict? verdict, ChainVerdict next)
    {
        if (verdict is null || verdict.IsUnknown || next.IsTrusted)
            verdict = next;
        return next.IsTrusted;
    }

    private ChainVerdict Build(
        PeerCertificate certificate, Oid usage, X509Certificate2Collection? custom, bool anyAnchor)
    {
        var now = time.GetUtcNow();
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTimeIgnored = false;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        chain.ChainPolicy.ApplicationPolicy.Add(usage);
        chain.ChainPolicy.ExtraStore.AddRange(certificate.Sent.ToArray());
        if (anyAnchor)
            chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        if (custom is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(custom);
        }
        try
        {
            return chain.Build(certificate.Leaf)
                ? Trusted(chain)
                : Fault(certificate.Leaf, chain, now);
        }
        catch (CryptographicException e)
        {
            return ChainVerdict.Untrusted($"its chain cannot be checked: {e.Message}");
        }
        finally
        {
            foreach (var element in chain.ChainElements)
            {
                if (!ReferenceEquals(element.Certificate, certificate.Leaf))
                    element.Certificate.Dispose();
            }
        }
    }

    private static ChainVerdict Trusted(X509Chain chain)
    {
        var certificates = chain.ChainElements.Select(element => element.Certificate).ToList();
        return new ChainVerdict(PeerProof.Proved, "")
        {
            Until = certificates.Min(one => new DateTimeOffset(one.NotAfter.ToUniversalTime(), TimeSpan.Zero)),
            IsConstrained = certificates.Skip(1).Any(authority => authority.Extensions[NameConstraints] is not null),
            Chain = [.. certificates.Select(one => (ReadOnlyMemory<byte>)one.RawData)],
        };
    }

    private static ChainVerdict Fault(X509Certificate2 leaf, X509Chain chain, DateTimeOffset now)
    {
        if (leaf.NotAfter.ToUniversalTime() < now.UtcDateTime)
            return new ChainVerdict(PeerProof.NotValidNow, "it has expired");
        if (leaf.NotBefore.ToUniversalTime() > now.UtcDateTime)
            return new ChainVerdict(PeerProof.NotValidNow, "it is not valid yet");
        var status = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, (all, one) => all | one.Status);
        foreach (var (flags, fault) in Faults)
        {
            if ((status & flags) != 0)
                return ChainVerdict.Untrusted(fault);
        }
        if ((status & Unknown) == 0)
            return ChainVerdict.Untrusted($"its chain is not valid ({status})");
        return leaf.SubjectName.RawData.AsSpan().SequenceEqual(leaf.IssuerName.RawData)
            ? ChainVerdict.Untrusted("nobody but itself has signed it") with { IsUnknown = true }
            : ChainVerdict.Untrusted("nobody trusted has signed it") with { IsUnknown = true };
    }
}
