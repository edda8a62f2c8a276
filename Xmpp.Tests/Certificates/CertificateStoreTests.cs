using System.Runtime.Versioning;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using Xmpp.Server.Certificates;
using Xmpp.Server.Configuration;
using Xmpp.Tests.Observability;

namespace Xmpp.Tests.Certificates;

[UnsupportedOSPlatform("windows")]
public class CertificateStoreTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private TemporaryDirectory _directory;
    private TestAuthority _authority;
    private FakeTimeProvider _time;
    private LogCapture<CertificateStore> _log;

    [SetUp]
    public void SetUp()
    {
        _directory = new TemporaryDirectory();
        _authority = new TestAuthority(Now);
        _time = new FakeTimeProvider(Now);
        _log = new LogCapture<CertificateStore>();
    }

    [TearDown]
    public void TearDown()
    {
        _authority.Dispose();
        _directory.Dispose();
    }

    [Test]
    public void A_host_without_certificate_gets_one_that_is_kept()
    {
        var store = Load(new HostOptions());
        var made = store.Certificates[0];

        Assert.Multiple(() =>
        {
            Assert.That(made.IsSelfMade);
            Assert.That(made.CoversHost);
            Assert.That(made.Leaf.MatchesHostname("127.0.0.1"), "address literals of localhost");
            Assert.That(made.Leaf.GetECDsaPublicKey()!.KeySize, Is.EqualTo(256));
            Assert.That(store.DaysLeft(made), Is.GreaterThan(3000));
        });
        Assert.That(Load(new HostOptions()).Certificates[0].Leaf.Thumbprint, Is.EqualTo(made.Leaf.Thumbprint));
    }

    [Test]
    public void The_made_key_belongs_to_the_owner_only()
    {
        Load(new HostOptions());
        var mode = File.GetUnixFileMode(_directory["certificates/localhost.key"]);
        Assert.That(mode, Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public void A_made_certificate_that_has_expired_is_made_again()
    {
        var first = Load(new HostOptions()).Certificates[0];
        _time.Advance(TimeSpan.FromDays(3651));
        var second = Load(new HostOptions()).Certificates[0];
        Assert.That(second.Leaf.Thumbprint, Is.Not.EqualTo(first.Leaf.Thumbprint));
        Assert.That(second.NotAfter, Is.GreaterThan(_time.GetUtcNow()));
    }

    [Test]
    public void An_address_literal_is_a_host_too()
    {
        var store = Load(new HostOptions { Name = "[::1]" });
        Assert.That(store.Certificates[0].CoversHost);
    }

    // RFC 6066 §3: SNI has A-labels; the runtime hands them on as U-labels.
    [TestCase("capulet.example", "capulet.example")]
    [TestCase("CAPULET.example.", "capulet.example")]
    [TestCase("xn--mnchen-3ya.example", "münchen.example")]
    [TestCase("münchen.example", "münchen.example")]
    [Spec("RFC 6066", "3")]
    public void The_name_in_SNI_chooses_the_host(string serverName, string host)
    {
        var store = Load(Issue("capulet.example"), Issue("münchen.example", "xn--mnchen-3ya.example"));
        Assert.That(store.Find(serverName)?.Host, Is.EqualTo(host));
        Assert.That(store.Find(serverName)!.CoversHost);
        Assert.That(store.Get(serverName), Is.SameAs(store.Find(serverName)!.Context));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("unknown.example")]
    [TestCase("\ud800.example")]
    public void Any_other_name_gets_the_first_host(string? serverName)
    {
        var store = Load(Issue("capulet.example"), Issue("verona.example"));
        Assert.That(store.Find(serverName), Is.Null);
        Assert.That(store.Get(serverName), Is.SameAs(store.Certificates[0].Context));
    }

    [Test]
    public void The_chain_is_sent_without_the_root()
    {
        var context = Load(Issue("capulet.example")).Get("capulet.example");
        Assert.That(context.IntermediateCertificates.Select(c => c.Thumbprint),
            Is.EqualTo(new[] { _authority.Intermediate.Thumbprint }));
    }

    [Test, Case("OPS-01")]
    public void New_files_are_taken_without_restart()
    {
        var store = Load(Issue("capulet.example"), Issue("verona.example"));
        var before = store.Certificates;
        IReadOnlyList<HostCertificate> changed = [];
        store.Changed += taken => changed = taken;

        Issue("capulet.example");
        store.Reload();

        Assert.Multiple(() =>
        {
            Assert.That(store.Certificates[0].Leaf.SerialNumber, Is.Not.EqualTo(before[0].Leaf.SerialNumber));
            Assert.That(store.Get("capulet.example").TargetCertificate.SerialNumber,
                Is.EqualTo(store.Certificates[0].Leaf.SerialNumber));
            Assert.That(store.Certificates[1], Is.SameAs(before[1]));
            Assert.That(changed, Is.EqualTo(new[] { store.Certificates[0] }));
        });
    }

    [Test, Case("OPS-01")]
    public void Nothing_happens_when_nothing_changed()
    {
        var store = Load(Issue("capulet.example"));
        var before = store.Certificates[0];
        store.Changed += _ => Assert.Fail("nothing is new");
        store.Reload();
        Assert.That(store.Certificates[0], Is.SameAs(before));
    }

    public enum Fault { Truncated, NotPem, OtherKey, NewCertificateOldKey, Expired, NotYet, Gone, Empty }

    [Test, Case("OPS-01")]
    public void Bad_new_files_leave_the_old_in_use([Values] Fault fault)
    {
        var host = Issue("capulet.example");
        var store = Load(host);
        var before = store.Certificates[0];
        var refused = new List<string>();
        store.Refused += refused.Add;
        store.Changed += _ => Assert.Fail("nothing good is new");

        Break(host, fault);
        store.Reload();
        store.Reload();

        Assert.Multiple(() =>
        {
            Assert.That(store.Get("capulet.example"), Is.SameAs(before.Context));
            Assert.That(refused, Is.EqualTo(new[] { "capulet.example" }), "once, not at every look");
            Assert.That(_log.Events.Count(e => e == "certificate-refused"), Is.EqualTo(1));
        });
    }

    [Test, Case("OPS-01")]
    public void A_good_pair_after_a_bad_one_is_taken()
    {
        var host = Issue("capulet.example");
        var store = Load(host);
        Break(host, Fault.OtherKey);
        store.Reload();
        Issue("capulet.example");
        store.Reload();
        Assert.That(store.Certificates[0].Leaf.GetRawCertData(),
            Is.EqualTo(X509Certificate2.CreateFromPem(File.ReadAllText(host.Certificate!)).GetRawCertData()));
    }

    [Test, Case("OPS-01")]
    public void One_broken_host_does_not_hold_up_the_others()
    {
        var broken = Issue("capulet.example");
        var store = Load(broken, Issue("verona.example"));
        var before = store.Certificates;
        Break(broken, Fault.NotPem);
        Issue("verona.example");
        store.Reload();
        Assert.That(store.Certificates[0], Is.SameAs(before[0]));
        Assert.That(store.Certificates[1], Is.Not.SameAs(before[1]));
    }

    // certbot: live/name/fullchain.pem -> ../../archive/name/fullchain2.pem
    [Test, Case("OPS-01")]
    public void A_link_that_leads_elsewhere_is_a_new_certificate()
    {
        var first = Issue("capulet.example", "capulet.example", "one");
        var second = Issue("capulet.example", "capulet.example", "two");
        File.SetLastWriteTimeUtc(second.Certificate!, File.GetLastWriteTimeUtc(first.Certificate!));
        var (certificate, key) = (_directory["fullchain.pem"], _directory["privkey.pem"]);
        File.CreateSymbolicLink(certificate, first.Certificate!);
        File.CreateSymbolicLink(key, first.Key!);
        var store = Load(new HostOptions { Name = "capulet.example", Certificate = certificate, Key = key });
        var before = store.Certificates[0].Leaf.SerialNumber;

        File.Delete(certificate);
        File.Delete(key);
        File.CreateSymbolicLink(certificate, second.Certificate!);
        File.CreateSymbolicLink(key, second.Key!);
        store.Reload();

        Assert.That(store.Certificates[0].Leaf.SerialNumber, Is.Not.EqualTo(before));
    }

    [Test]
    public void Certificate_and_key_may_be_one_file()
    {
        var (certificate, key) = _authority.Issue(Now.AddDays(-1), Now.AddDays(80), "capulet.example");
        File.WriteAllText(_directory["both.pem"], certificate + key);
        var store = Load(new HostOptions { Name = "capulet.example", Certificate = _directory["both.pem"] });
        Assert.That(store.Certificates[0].IsSelfMade, Is.False);
        Assert.That(store.Certificates[0].Leaf.HasPrivateKey);
    }

    [Test]
    public void At_the_start_a_broken_pair_is_an_error_that_names_the_file()
    {
        var host = Issue("capulet.example");
        Break(host, Fault.OtherKey);
        Assert.That(() => Load(host),
            Throws.TypeOf<CertificateException>().With.Message.Contains(host.Certificate!));
    }

    [Test]
    public void At_the_start_an_expired_one_is_used_and_complained_of()
    {
        var host = Issue("capulet.example");
        Break(host, Fault.Expired);
        Assert.That(Load(host).Certificates, Has.Count.EqualTo(1));
        Assert.That(_log.Events, Has.Member("certificate-not-valid"));
    }

    [Test]
    public void A_key_that_everyone_can_read_is_warned_of()
    {
        var host = Issue("capulet.example");
        Load(host);
        Assert.That(_log.Events, Has.None.EqualTo("certificate-key-exposed"));
        File.SetUnixFileMode(host.Key!, UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Load(host);
        Assert.That(_log.Events, Has.Member("certificate-key-exposed"));
    }

    [Test]
    public void A_certificate_for_another_name_is_warned_of()
    {
        Load(Issue("capulet.example", "verona.example"));
        Assert.That(_log.Events, Has.Member("certificate-wrong-name"));
    }

    [Test, Case("OPS-11")]
    public void Hosts_come_with_their_certificates_and_go_with_them()
    {
        var (capulet, verona) = (Issue("capulet.example"), Issue("verona.example"));
        var store = Load(capulet);
        var kept = store.Find("capulet.example");
        var told = 0;
        store.HostsChanged += () => told++;
        var use = store.Prepare([verona, capulet]);
        Assert.That((store.Find("verona.example"), told), Is.EqualTo(((HostCertificate?)null, 0)), "nothing yet");
        use();
        Assert.That(store.Find("verona.example")?.Host, Is.EqualTo("verona.example"));
        Assert.That(store.Find("capulet.example"), Is.SameAs(kept));
        Assert.That(store.Certificates.Select(c => c.Host), Is.EqualTo(new[] { "verona.example", "capulet.example" }));
        store.Prepare([verona])();
        Assert.That(store.Find("capulet.example"), Is.Null);
        Assert.That(told, Is.EqualTo(2));
    }

    [TestCase(Fault.Truncated), TestCase(Fault.OtherKey), TestCase(Fault.Gone), Case("OPS-11")]
    public void A_host_that_comes_without_a_good_certificate_changes_nothing(Fault fault)
    {
        var (capulet, verona) = (Issue("capulet.example"), Issue("verona.example"));
        var store = Load(capulet);
        Break(verona, fault);
        Assert.That(() => store.Prepare([capulet, verona]), Throws.TypeOf<CertificateException>());
        Assert.That(store.Certificates.Select(c => c.Host), Is.EqualTo(new[] { "capulet.example" }));
        store.Reload();
        Assert.That(store.Find("verona.example"), Is.Null);
    }

    [Test, Case("OPS-01")]
    public void The_end_of_a_certificate_is_warned_of()
    {
        var store = Load(Issue("capulet.example"));
        store.WarnOfExpiry(TimeSpan.FromDays(21));
        Assert.That(_log.Events, Has.None.EqualTo("certificate-expires"));
        _time.Advance(TimeSpan.FromDays(60));
        store.WarnOfExpiry(TimeSpan.FromDays(21));
        Assert.That(_log.Lines.Single(line => line.Event == "certificate-expires").Text, Does.Contain("20 days"));
    }

    private CertificateStore Load(params HostOptions[] hosts)
    {
        var store = new CertificateStore(hosts, _directory.Path, _time, _log);
        store.Load();
        return store;
    }

    private HostOptions Issue(string host, string? name = null, string? file = null) =>
        Write(host, file ?? HostFile(host), _authority.Issue(Now.AddDays(-10), Now.AddDays(80).AddHours(1), name ?? host));

    private HostOptions Write(string host, string file, (string Certificate, string Key) pem)
    {
        var options = new HostOptions
        {
            Name = host,
            Certificate = _directory[$"{file}.crt"],
            Key = _directory[$"{file}.key"],
        };
        File.WriteAllText(options.Certificate, pem.Certificate);
        File.WriteAllText(options.Key, pem.Key);
        File.SetUnixFileMode(options.Key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return options;
    }

    private void Break(HostOptions host, Fault fault)
    {
        var (other, otherKey) = _authority.Issue(Now.AddDays(-1), Now.AddDays(50), host.Name);
        switch (fault)
        {
            case Fault.Truncated: File.WriteAllText(host.Certificate!, File.ReadAllText(host.Certificate!)[..200]); break;
            case Fault.NotPem: File.WriteAllBytes(host.Certificate!, [0x30, 0x82, 0xff, 0x00]); break;
            case Fault.OtherKey: File.WriteAllText(host.Key!, otherKey); break;
            case Fault.NewCertificateOldKey: File.WriteAllText(host.Certificate!, other); break;
            case Fault.Expired:
                Write(host.Name, HostFile(host.Name), _authority.Issue(Now.AddDays(-90), Now.AddMinutes(-1), host.Name));
                break;
            case Fault.NotYet:
                Write(host.Name, HostFile(host.Name), _authority.Issue(Now.AddDays(1), Now.AddDays(90), host.Name));
                break;
            case Fault.Gone: File.Delete(host.Key!); break;
            case Fault.Empty: File.WriteAllText(host.Certificate!, ""); break;
        }
    }

    private static string HostFile(string host) => host.Split('.')[0];
}
