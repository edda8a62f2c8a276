using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Federation.Discovery;
using Xmpp.Server.Federation.Identity;
using Xmpp.Server.Transport;

namespace Xmpp.Tests.Federation.Identity;

/// <summary>DANE: certificates that DNS names.</summary>
[Spec("RFC 7673", "4")]
public class TlsaTests
{
    private const string Domain = "capulet.example";
    private const string Host = "xmpp23.hosting.example";

    private static readonly DateTimeOffset Now = new(2031, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly Forge Known = new(Now);
    private static readonly Forge Stranger = new(Now);

    [TestCase(0, 0)]
    [TestCase(0, 1)]
    [TestCase(0, 2)]
    [TestCase(1, 0)]
    [TestCase(1, 1)]
    [TestCase(1, 2)]
    [Spec("RFC 6698", "2.1")]
    public async Task Usage_3_believes_the_certificate_whatever_else_it_says(int selector, int matching)
    {
        var certificate = Forge.SelfSigned(Now.AddDays(-100), Forge.San("dns:evil.example"));
        var verdict = await CheckAsync(certificate, Record(3, selector, matching, certificate.Leaf.RawData));
        Assert.That(verdict.IsProved, verdict.Reason);
        Assert.That((await CheckAsync(certificate, Record(3, selector, matching, Known.Root.RawData))).IsProved, Is.False);
    }

    [Test]
    public async Task A_trusted_certificate_that_no_record_is_for_is_refused()
    {
        var verdict = await CheckAsync(Known.Issue(Forge.San($"dns:{Domain}")), Record(3, 1, 1, Known.Root.RawData));
        Assert.That(verdict.Reason, Does.StartWith($"none of the TLSA records of {Host} is for it"));
    }

    [Test]
    public async Task Usage_2_believes_the_authority_that_DNS_names_and_checks_the_name()
    {
        var record = Record(2, 1, 1, Stranger.Intermediate.RawData);
        Assert.That((await CheckAsync(Stranger.Issue(Forge.San($"dns:{Domain}")), record)).IsProved);
        Assert.That((await CheckAsync(Stranger.Issue(Forge.San($"dns:{Host}")), record)).IsProved);
        Assert.That((await CheckAsync(Stranger.Issue(Forge.San("dns:evil.example")), record)).Reason, Does.Contain("evil.example"));
        Assert.That((await CheckAsync(Stranger.Issue(Forge.San($"dns:{Domain}"), to: Now.AddDays(-1)), record)).Reason, Does.Contain("expired"));
    }

    [Test]
    public async Task Usage_2_with_an_authority_that_has_not_signed_it()
    {
        var forged = new Forge(Now).Issue(Forge.San($"dns:{Domain}"));
        forged = forged with { Sent = [.. forged.Sent, Stranger.Intermediate] };
        Assert.That((await CheckAsync(forged, Record(2, 1, 1, Stranger.Intermediate.RawData))).IsProved, Is.False);
    }

    [Test]
    public async Task Usages_0_and_1_need_a_trusted_chain_too()
    {
        var good = Known.Issue(Forge.San($"dns:{Domain}"));
        Assert.That((await CheckAsync(good, Record(1, 0, 1, good.Leaf.RawData))).IsProved);
        Assert.That((await CheckAsync(good, Record(0, 0, 1, Known.Intermediate.RawData))).IsProved);
        Assert.That((await CheckAsync(good, Record(0, 0, 1, Known.Root.RawData))).IsProved);
        Assert.That((await CheckAsync(good, Record(0, 0, 1, Stranger.Root.RawData))).IsProved, Is.False);
        var unknown = Stranger.Issue(Forge.San($"dns:{Domain}"));
        Assert.That((await CheckAsync(unknown, Record(1, 0, 1, unknown.Leaf.RawData))).Reason, Does.Contain("nobody trusted"));
        Assert.That((await CheckAsync(unknown, Record(0, 0, 1, Stranger.Intermediate.RawData))).Reason, Does.Contain("nobody trusted"));
    }

    [Test]
    public async Task One_record_that_fits_is_enough()
    {
        var good = Known.Issue(Forge.San($"dns:{Domain}"));
        Assert.That((await CheckAsync(good, Record(3, 1, 1, Known.Root.RawData), Record(3, 1, 1, good.Leaf.RawData))).IsProved);
    }

    [TestCase(4, 0, 0, 5)]
    [TestCase(3, 2, 0, 5)]
    [TestCase(3, 0, 3, 5)]
    [TestCase(3, 0, 0, 0)]
    [TestCase(3, 0, 1, 31)]
    [TestCase(3, 0, 2, 32)]
    [Spec("RFC 6698", "4.1")]
    public void Records_that_are_not_usable(int usage, int selector, int matching, int length) =>
        Assert.That(new TlsaRecord((byte)usage, (byte)selector, (byte)matching, new byte[length]).IsUsable, Is.False);

    [Test]
    public async Task Without_records_the_signed_target_is_a_name_too()
    {
        var certificate = Known.Issue(Forge.San($"dns:{Host}"));
        Assert.That((await CheckAsync(certificate)).IsProved);
        Assert.That((await CheckAsync(certificate, isSecure: false, [])).Proof, Is.EqualTo(PeerProof.WrongName));
    }

    [Test, Spec("RFC 7673", "3.4")]
    public async Task Records_that_cannot_be_read_prove_nothing()
    {
        var verdict = await CheckAsync(Known.Issue(Forge.San($"dns:{Domain}")), isSecure: true, null);
        Assert.That(verdict.Reason, Does.StartWith("the TLSA records"));
    }

    private static Task<PeerVerdict> CheckAsync(PeerCertificate certificate, params TlsaRecord[] records) =>
        CheckAsync(certificate, isSecure: true, records);

    private static async Task<PeerVerdict> CheckAsync(
        PeerCertificate certificate, bool isSecure, IReadOnlyList<TlsaRecord>? records)
    {
        var trust = new CertificateTrust([Known.Root], systemRoots: false, new FakeTimeProvider(Now));
        var address = new PeerAddress(new IPEndPoint(IPAddress.Loopback, 5269), IsDirectTls: false)
        {
            Target = Host,
            IsTargetSecure = isSecure,
        };
        return await new CertificateIdentity(trust, new Records(records)).JudgeAsync(
            certificate, Domain, address, CancellationToken.None);
    }

    private sealed class Records(IReadOnlyList<TlsaRecord>? records) : ITlsaRecords
    {
        public ValueTask<IReadOnlyList<TlsaRecord>?> FindAsync(PeerAddress address, CancellationToken ct) => new(records);
    }

    private static TlsaRecord Record(int usage, int selector, int matching, byte[] certificate)
    {
        using var loaded = X509CertificateLoader.LoadCertificate(certificate);
        var selected = selector == 0 ? certificate : loaded.PublicKey.ExportSubjectPublicKeyInfo();
        byte[] data = matching switch { 1 => SHA256.HashData(selected), 2 => SHA512.HashData(selected), _ => selected };
        return new TlsaRecord((byte)usage, (byte)selector, (byte)matching, data);
    }
}
