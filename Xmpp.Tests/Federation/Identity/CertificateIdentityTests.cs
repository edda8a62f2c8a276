using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using System.Net;
using Xmpp.Server.Federation.Discovery;
using Xmpp.Server.Federation.Identity;
using Xmpp.Server.Transport;

namespace Xmpp.Tests.Federation.Identity;

/// <summary>Certificates of every tricky kind, and what is said of each.</summary>
[Spec("RFC 6120", "13.7.2"), Case("S2S-04"), Case("S2S-05")]
public class CertificateIdentityTests
{
    private const string Domain = "capulet.example";

    private static readonly PeerAddress Address = new(new IPEndPoint(IPAddress.Loopback, 5269), IsDirectTls: false);

    // The clock of the tests is not the machine's: what expires is decided by the server's clock.
    private static readonly DateTimeOffset Now = new(2031, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Forge Forge = new(Now);

    private FakeTimeProvider _time;
    private CertificateIdentity _identity;

    [SetUp]
    public void SetUp()
    {
        _time = new FakeTimeProvider(Now);
        _identity = new CertificateIdentity(new CertificateTrust([Forge.Root], systemRoots: true, _time), null);
    }

    public sealed record Kind(string Name, Func<object> Make, string Proof, string Says, bool AsClient = false)
    {
        public override string ToString() => Name;
    }

    private static X509Extension Good => Forge.San($"dns:{Domain}");

    private static readonly Kind[] Kinds =
    [
        new("right", () => Forge.Issue(Good), nameof(PeerProof.Proved), Domain),
        new("for servers", () => Forge.Issue(Good, usages: [Forge.ServerAuth]), nameof(PeerProof.Proved), Domain),
        new("for servers, shown by one that connects", () => Forge.Issue(Good, usages: [Forge.ServerAuth]), nameof(PeerProof.Proved), Domain, AsClient: true),
        new("for clients, shown by one that connects", () => Forge.Issue(Good, usages: [Forge.ClientAuth]), nameof(PeerProof.Proved), Domain, AsClient: true),
        new("for clients, shown by one that we connect to", () => Forge.Issue(Good, usages: [Forge.ClientAuth]), nameof(PeerProof.NotTrusted), "extended key usage"),
        new("for mail", () => Forge.Issue(Good, usages: [Forge.EmailProtection]), nameof(PeerProof.NotTrusted), "extended key usage"),
        new("for mail, shown by one that connects", () => Forge.Issue(Good, usages: [Forge.EmailProtection]), nameof(PeerProof.NotTrusted), "extended key usage", AsClient: true),
        new("by an authority for mail", () => Forge.Issue(Good, usages: [Forge.ServerAuth],
            by: Forge.NewAuthority(Forge.NewKey(), Forge.Usages(Forge.EmailProtection))), nameof(PeerProof.NotTrusted), "extended key usage"),
        new("key that signs certificates only", () => Forge.Issue(Good, keyUsage: X509KeyUsageFlags.KeyCertSign), nameof(PeerProof.NotTrusted), "key usage"),
        new("key that signs handshakes", () => Forge.Issue(Good, keyUsage: X509KeyUsageFlags.DigitalSignature), nameof(PeerProof.Proved), Domain),
        new("expired", () => Forge.Issue(Good, to: Now.AddMinutes(-1)), nameof(PeerProof.NotValidNow), "it has expired; the certificate is for capulet.example, issued by CN=Intermediate "),
        new("not valid yet", () => Forge.Issue(Good, from: Now.AddMinutes(1)), nameof(PeerProof.NotValidNow), "not valid yet"),
        new("self-signed", () => Forge.SelfSigned(Now, Good), nameof(PeerProof.NotTrusted), "nobody but itself"),
        new("of a stranger's authority", () => new Forge(Now).Issue(Good), nameof(PeerProof.NotTrusted), "nobody trusted"),
        new("without its intermediate", () => new PeerCertificate(Forge.Issue(Good).Leaf, []), nameof(PeerProof.NotTrusted), "nobody trusted"),
        new("signed by a server's certificate", SignedByLeaf, nameof(PeerProof.NotTrusted), "no authority"),
        new("with the name of the authority and another key", SignedByImpostor, nameof(PeerProof.NotTrusted), "signature"),
        new("for another name", () => Forge.Issue(Forge.San("dns:montague.example")), nameof(PeerProof.WrongName), "the certificate is for montague.example"),
        new("name only as common name", () => Forge.Issue(null, $"CN={Domain}"), nameof(PeerProof.WrongName), "no subjectAltName"),
        new("common name beside another name", () => Forge.Issue(Forge.San("dns:evil.example"), $"CN={Domain}"), nameof(PeerProof.WrongName), "the certificate is for evil.example"),
        new("two names in one common name", () => Forge.Issue(Forge.San("dns:evil.example"), $"CN=\"evil.example, CN={Domain}\""), nameof(PeerProof.WrongName), "evil.example"),
        new("NUL in its name", () => Forge.Issue(Forge.San($"dns:{Domain}\0.evil.example")), nameof(PeerProof.WrongName), @"capulet.example\u0000.evil.example"),
        new("line break in its name", () => Forge.Issue(Forge.San($"dns:evil.example\nDNS:{Domain}")), nameof(PeerProof.WrongName), @"\u000a"),
        new("two subjectAltNames", () => Forge.IssueTwoSans(Good, Forge.San("dns:evil.example")), nameof(PeerProof.NotTrusted), "malformed"),
        new("subjectAltName with octets behind it", () => Forge.Issue(Forge.RawSan([.. Good.RawData, 0])), nameof(PeerProof.WrongName), "malformed"),
        new("SRV-ID", () => Forge.Issue(Forge.San($"srv:_xmpp-server.{Domain}")), nameof(PeerProof.Proved), "_xmpp-server."),
        new("xmppAddr", () => Forge.Issue(Forge.San($"xmpp:{Domain}")), nameof(PeerProof.Proved), Domain),
        new("by an authority for this domain", () => Forge.Issue(Good, by: Forge.NewAuthority(Forge.NewKey(), Forge.Constraint(Domain))), nameof(PeerProof.Proved), Domain),
        new("by an authority for another domain", () => Forge.Issue(Good, by: Forge.NewAuthority(Forge.NewKey(), Forge.Constraint("evil.example"))), nameof(PeerProof.NotTrusted), "may not sign"),
        new("SRV-ID by an authority for another domain", () => Forge.Issue(
            Forge.San("dns:evil.example", $"srv:_xmpp-server.{Domain}"), by: Forge.NewAuthority(Forge.NewKey(), Forge.Constraint("evil.example"))), nameof(PeerProof.WrongName), "the certificate is for evil.example"),
        new("xmppAddr by an authority for another domain", () => Forge.Issue(
            Forge.San("dns:evil.example", $"xmpp:{Domain}"), by: Forge.NewAuthority(Forge.NewKey(), Forge.Constraint("evil.example"))), nameof(PeerProof.WrongName), "the certificate is for evil.example"),
    ];

    [TestCaseSource(nameof(Kinds))]
    public async Task Verdict(Kind kind)
    {
        var verdict = await JudgeAsync(_identity, (PeerCertificate)kind.Make(), kind.AsClient);
        Assert.That(verdict.Proof.ToString(), Is.EqualTo(kind.Proof), verdict.Reason);
        Assert.That(verdict.Reason, Does.Contain(kind.Says));
    }

    [Test]
    public async Task No_certificate()
    {
        var verdict = await _identity.JudgeAsync(null, Domain, null, CancellationToken.None);
        Assert.That(verdict.Proof, Is.EqualTo(PeerProof.None));
    }

    [Test, Spec("RFC 6120", "13.7.2.3")]
    public async Task A_proof_ends_with_the_first_certificate_of_its_chain()
    {
        var certificate = Forge.Issue(Good, to: Now.AddDays(3));
        Assert.That((await JudgeAsync(_identity, certificate)).Until, Is.EqualTo(Now.AddDays(3)));
        _time.Advance(TimeSpan.FromDays(4));
        Assert.That((await JudgeAsync(_identity, certificate)).Proof, Is.EqualTo(PeerProof.NotValidNow));
    }

    [Test]
    public async Task The_operators_roots_count_only_where_they_are_set()
    {
        var system = new CertificateIdentity(new CertificateTrust([], systemRoots: true, _time), null);
        Assert.That((await JudgeAsync(system, Forge.Issue(Good))).Reason, Does.StartWith("nobody trusted"));
        var nobody = new CertificateIdentity(new CertificateTrust([], systemRoots: false, _time), null);
        Assert.That((await JudgeAsync(nobody, Forge.Issue(Good))).Reason, Does.StartWith("no root is trusted"));
    }

    [Test]
    public async Task A_self_signed_certificate_among_the_operators_roots_is_believed()
    {
        var certificate = Forge.SelfSigned(Now, Good);
        var pinned = new CertificateIdentity(new CertificateTrust([certificate.Leaf], systemRoots: false, _time), null);
        Assert.That((await JudgeAsync(pinned, certificate)).IsProved);
    }

    private static async Task<PeerVerdict> JudgeAsync(
        CertificateIdentity identity, PeerCertificate certificate, bool asClient = false) =>
        await identity.JudgeAsync(certificate, Domain, asClient ? null : Address, CancellationToken.None);

    private static PeerCertificate SignedByLeaf()
    {
        using var key = Forge.NewKey();
        using var leaf = Forge.Issue(Forge.San("dns:evil.example")).Leaf;
        var request = new CertificateRequest(leaf.SubjectName, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        using var signed = request.Create(Forge.Intermediate, Now.AddDays(-1), Now.AddDays(9), [1, 2, 3]);
        using var withKey = signed.CopyWithPrivateKey(key);
        var certificate = IssueUnchecked(withKey, key);
        return new PeerCertificate(
            certificate, [X509CertificateLoader.LoadCertificate(signed.RawDataMemory.Span), Forge.Intermediate]);
    }

    private static PeerCertificate SignedByImpostor()
    {
        using var key = Forge.NewKey();
        return new PeerCertificate(IssueUnchecked(Forge.Intermediate, key), [Forge.Intermediate]);
    }

    // Create(issuer) would refuse an issuer that is no authority; this only takes its name.
    private static X509Certificate2 IssueUnchecked(X509Certificate2 issuer, ECDsa issuerKey)
    {
        using var key = Forge.NewKey();
        var request = new CertificateRequest("CN=somebody else", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(Good);
        return request.Create(
            issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuerKey), Now.AddDays(-1), Now.AddDays(1), [4, 5, 6]);
    }
}
