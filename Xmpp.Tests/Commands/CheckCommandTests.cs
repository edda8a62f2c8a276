using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Commands;

[Case("OPS-07"), UnsupportedOSPlatform("windows")]
public class CheckCommandTests
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    private TemporaryDirectory _directory;
    private TestAuthority _authority;
    private TestConsole _console;
    private int _c2s;
    private int _c2sTls;

    [SetUp]
    public void SetUp()
    {
        _directory = new TemporaryDirectory();
        _authority = new TestAuthority(Now);
        _console = new TestConsole();
        (_c2s, _c2sTls) = (FreePort(), FreePort());
    }

    [TearDown]
    public void TearDown()
    {
        _console.Dispose();
        _authority.Dispose();
        _directory.Dispose();
    }

    [Test]
    public async Task All_good_is_0_and_starts_nothing()
    {
        Assert.That(await CheckAsync(Certificate(60)), Is.Zero, _console.Out);
        Assert.That(_console.Out, Does.Contain("ok   certificate capulet.example").And.Contain(" days left"));
        Assert.That(_console.Out, Does.Contain("will be made at the first start"));
        Assert.That(_console.Out, Does.EndWith("nothing stands in the way\n"));
        Assert.That(Directory.Exists(_directory["data"]), Is.False);
    }

    [Test]
    public async Task A_mistake_in_the_file_is_named_with_its_line()
    {
        Assert.That(await CheckAsync("[limits]\ndept = 5\n"), Is.EqualTo(1));
        Assert.That(_console.Out, Does.Match(
            @"MEND configuration: .*server\.toml:7:1: unknown key limits\.dept, did you mean depth\?\n +allowed: stanza_bytes, "));
    }

    [TestCase(-1, "MEND certificate capulet.example: valid from")]
    [TestCase(5, "hint certificate capulet.example: ends in 5 days")]
    public async Task The_end_of_a_certificate_is_seen(int days, string message)
    {
        Assert.That(await CheckAsync(Certificate(days)), Is.EqualTo(days < 0 ? 1 : 0), _console.Out);
        Assert.That(_console.Out, Does.Contain(message));
    }

    [Test]
    public async Task A_certificate_for_somebody_else_is_a_mistake()
    {
        Assert.That(await CheckAsync(Certificate(60, "verona.example")), Is.EqualTo(1));
        Assert.That(_console.Out, Does.Contain("MEND certificate capulet.example: does not name the host"));
    }

    [Test]
    public async Task A_key_of_another_certificate_is_a_mistake()
    {
        var toml = Certificate(60);
        await File.WriteAllTextAsync(_directory["c.key"], _authority.Issue(Now.AddDays(-1), Now.AddDays(9), "x.example").Key);
        Assert.That(await CheckAsync(toml), Is.EqualTo(1));
        Assert.That(_console.Out, Does.Contain("MEND certificate capulet.example: ").And.Contain(_directory["c.key"]));
    }

    [Test]
    public async Task A_key_that_everyone_can_read_is_hinted_at()
    {
        var toml = Certificate(60);
        File.SetUnixFileMode(_directory["c.key"], UnixFileMode.UserRead | UnixFileMode.OtherRead);
        Assert.That(await CheckAsync(toml), Is.Zero);
        Assert.That(_console.Out, Does.Contain("can be read by everyone").And.Contain("chmod 600"));
    }

    [Test]
    public async Task Authorities_for_other_servers_have_to_be_readable()
    {
        const string Toml = "[federation.authorities]\nroots = ['roots']\n";
        Assert.That(await CheckAsync(Toml), Is.EqualTo(1));
        Assert.That(_console.Out, Does.Contain("MEND federation authorities: "));
        Directory.CreateDirectory(_directory["roots"]);
        await File.WriteAllTextAsync(_directory["roots/private.pem"], _authority.Root.ExportCertificatePem());
        await File.WriteAllTextAsync(_directory["roots/readme.txt"], "no certificate");
        Assert.That(await CheckAsync(Toml), Is.Zero, _console.Out);
        Assert.That(_console.Out, Does.Contain("ok   federation authorities: 1 of the operator"));
        await File.WriteAllTextAsync(_directory["roots/empty.pem"], "");
        Assert.That(await CheckAsync(Toml), Is.EqualTo(1));
        Assert.That(_console.Out, Does.Contain("empty.pem has no certificate"));
        Assert.That(await CheckAsync("[federation.authorities]\nsystem = false\n"), Is.Zero);
        Assert.That(_console.Out, Does.Contain("no certificate proves a server"));
    }

    [Test]
    public async Task A_port_of_another_program_is_a_mistake()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        Assert.That(await CheckAsync($"[http]\nlisten = ['{other.LocalEndpoint}']\n"), Is.EqualTo(1));
        Assert.That(_console.Out, Does.Contain($"MEND port http {other.LocalEndpoint}: another program has it"));
    }

    [Test]
    public async Task An_address_of_another_machine_is_a_mistake()
    {
        // RFC 5737: 192.0.2.0/24 is nobody's.
        Assert.That(await CheckAsync("[http]\nlisten = ['192.0.2.1:5280']\n"), Is.EqualTo(1));
        Assert.That(_console.Out, Does.Contain("MEND port http 192.0.2.1:5280"));
    }

    [Test]
    public async Task A_database_of_a_newer_version_is_a_mistake_and_is_left_alone()
    {
        await _console.RunAsync("x\n", "user", "add", "a@capulet.example", "--config", Write(""));
        Assert.That(await CheckAsync(""), Is.Zero, _console.Out);
        Assert.That(_console.Out, Does.Match("ok   storage sqlite: answers, schema [1-9]"));

        await using (var database = new Microsoft.Data.Sqlite.SqliteConnection(
            $"Data Source={_directory["data/xmpp.db"]};Pooling=false"))
        {
            await database.OpenAsync();
            await using var command = database.CreateCommand();
            command.CommandText = "INSERT INTO schema_migrations (number, name, started_at) VALUES (9999, 'x', 0)";
            await command.ExecuteNonQueryAsync();
        }
        Assert.That(await CheckAsync(""), Is.EqualTo(1));
        Assert.That(_console.Out, Does.Contain("MEND storage sqlite: has schema 9999"));
    }

    [Test]
    public async Task A_file_that_is_no_database_is_a_mistake()
    {
        await File.WriteAllTextAsync(_directory["junk"], new string('x', 5000));
        Assert.That(await CheckAsync($"[storage]\npath = '{_directory["junk"]}'\n"), Is.EqualTo(1));
        Assert.That(_console.Out, Does.Contain("MEND storage sqlite: "));
    }

    [Test]
    public async Task A_database_that_is_not_there_is_a_mistake_without_the_password()
    {
        Assert.That(await CheckAsync("""
            [storage]
            engine = "mysql"
            connection_string = "Server=127.0.0.1;Port=1;User ID=xmpp;Password=hunter2"
            timeout = "1s"
            """), Is.EqualTo(1));
        Assert.That(_console.Out, Does.Contain("MEND storage mysql: ").And.Not.Contain("hunter2"));
    }

    [Test]
    [Spec("RFC 6120", "3.2.1"), Spec("XEP-0368", "3")]
    public async Task DNS_records_are_judged()
    {
        using var dns = new ScriptedDns(
            $"SRV _xmpp-client._tcp.capulet.example xmpp.capulet.example {_c2s}",
            $"SRV _xmpp-client._tcp.capulet.example nowhere.capulet.example {_c2s}",
            "SRV _xmpp-client._tcp.capulet.example xmpp.capulet.example 443",
            "A xmpp.capulet.example 127.0.0.1");
        Assert.That(await CheckAsync("", dns), Is.Zero, _console.Out);
        Assert.Multiple(() =>
        {
            Assert.That(_console.Out, Does.Contain($"ok   DNS _xmpp-client._tcp.capulet.example: xmpp.capulet.example port {_c2s}"));
            Assert.That(_console.Out, Does.Contain("hint DNS _xmpp-client._tcp.capulet.example: nowhere.capulet.example has no address"));
            Assert.That(_console.Out, Does.Contain("leads to xmpp.capulet.example port 443, where this server does not listen"));
            Assert.That(_console.Out, Does.Contain("clients do not find the TLS port (XEP-0368)"));
        });
    }

    [Test]
    [Spec("RFC 6120", "3.2.2")]
    public async Task Without_records_it_says_which_are_missing()
    {
        using var dns = new ScriptedDns();
        Assert.That(await CheckAsync("", dns), Is.Zero, "a hint and no mistake");
        Assert.That(_console.Out, Does.Contain("clients find neither an SRV record nor an address")
            .And.Contain("_xmpp-client._tcp.capulet.example. SRV 0 5 5222")
            .And.Contain("other servers find neither an SRV record nor an address"));

        using var address = new ScriptedDns("A capulet.example 127.0.0.1");
        Assert.That(await CheckAsync("", address), Is.Zero);
        Assert.That(_console.Out, Does.Not.Contain("neither an SRV record"));
    }

    private Task<int> CheckAsync(string toml, ScriptedDns? dns = null)
    {
        string[] resolver = dns is null ? [] : ["--dns", dns.EndPoint.ToString()];
        return _console.RunAsync(null, ["check", "--config", Write(toml), .. resolver]);
    }

    /// <summary>The lines of the host that name a certificate which ends in so many days.</summary>
    private string Certificate(int days, string name = "capulet.example")
    {
        var (certificate, key) = _authority.Issue(Now.AddDays(-10), Now.AddDays(days).AddHours(1), name);
        File.WriteAllText(_directory["c.crt"], certificate);
        File.WriteAllText(_directory["c.key"], key);
        File.SetUnixFileMode(_directory["c.key"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return "certificate = 'c.crt'\nkey = 'c.key'\n";
    }

    private string Write(string toml)
    {
        var http = toml.Contains("[http]", StringComparison.Ordinal) ? "" : "http.listen = []";
        File.WriteAllText(_directory["server.toml"], $$"""
            data_directory = 'data'
            listeners = { c2s = ['127.0.0.1:{{_c2s}}'], c2s_tls = ['127.0.0.1:{{_c2sTls}}'], s2s = [], s2s_tls = [] }
            {{http}}
            [[hosts]]
            name = 'capulet.example'
            {{toml}}
            """);
        return _directory["server.toml"];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
