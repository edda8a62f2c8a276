using Xmpp.Server.Configuration;
using Xmpp.Storage.Engines;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Configuration;

[Case("OPS-07")]
public class EnvironmentOverridesTests
{
    [Test]
    public void Variables_win_over_the_file()
    {
        var options = Options(
            "[limits]\ndepth = 20\nattributes = 30\n[features.ping]\nenabled = true",
            ("XMPP_LIMITS__DEPTH", "40"),
            ("XMPP_FEATURES__PING__ENABLED", "false"),
            ("XMPP_LISTENERS__C2S", "127.0.0.1:1, [::1]:1"),
            ("XMPP_HTTP__LISTEN", "none"),
            ("XMPP_DATA_DIRECTORY", "/data"),
            ("XMPP_SHUTDOWN__DRAIN_TIMEOUT", "3s"));
        Assert.Multiple(() =>
        {
            Assert.That(options.Limits.Depth, Is.EqualTo(40));
            Assert.That(options.Limits.Attributes, Is.EqualTo(30));
            Assert.That(options.Features.Ping.Enabled, Is.False);
            Assert.That(options.Listeners.C2s, Has.Count.EqualTo(2));
            Assert.That(options.Http.Listen, Is.Empty);
            Assert.That(options.DataDirectory, Is.EqualTo("/data"));
            Assert.That(options.Shutdown.DrainTimeout, Is.EqualTo(TimeSpan.FromSeconds(3)));
        });
    }

    [Test]
    public void Hosts_are_a_list_of_names_that_keeps_what_the_file_says_of_them()
    {
        var options = Options(
            "[[hosts]]\nname='a.example'\ncertificate='/a.pem'\n[[hosts]]\nname='b.example'",
            ("XMPP_HOSTS", "c.example,a.example"),
            ("XMPP_HOSTS__0__CERTIFICATE", "/c.pem"));
        Assert.That(options.Hosts.Select(host => (host.Name, host.Certificate)),
            Is.EqualTo(new[] { ("c.example", "/c.pem"), ("a.example", "/a.pem") }));
    }

    [Test]
    public void A_host_can_be_made_of_variables_alone()
    {
        var options = Options("", ("XMPP_HOSTS__0__NAME", "a.example"), ("XMPP_HOSTS__0__CERTIFICATE", "/a.pem"));
        Assert.That(options.Hosts.Single(), Is.EqualTo(
            new HostOptions { Name = "a.example", Certificate = "/a.pem", Contact = options.Hosts[0].Contact }));
    }

    [Test]
    public void A_secret_in_a_file_replaces_the_one_in_the_configuration()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["secret"], "from the file\n");
        var options = Options(
            "[storage]\nengine='sqlite'\nconnection_string='from the configuration'",
            ("XMPP_STORAGE__ENGINE", "mysql"),
            ("XMPP_STORAGE__CONNECTION_STRING_FILE", directory["secret"]));
        Assert.That(options.Storage.Engine, Is.EqualTo(EngineKind.MySql));
        Assert.That(options.Storage.ConnectionString, Is.EqualTo("from the file"));
    }

    [Test]
    public void An_empty_variable_counts_as_not_set() =>
        Assert.That(Options("", ("XMPP_LIMITS__DEPTH", ""), ("XMPP_NONSENSE__X", "")).Limits.Depth, Is.EqualTo(64));

    [TestCase("XMPP_LIMITS__DEPT", "20", "did you mean depth?")]
    [TestCase("XMPP_LIMIT__DEPTH", "20", "did you mean XMPP_LIMITS?")]
    [TestCase("XMPP_STORAGE", "mysql", "storage is a section")]
    [TestCase("XMPP_DATA_DIRECTORY__X", "y", "data_directory is no section")]
    [TestCase("XMPP_LIMITS__DEPTH", "deep", "allowed: a whole number from 8 to 1000")]
    [TestCase("XMPP_LIMITS__DEPTH", "7", "allowed: a whole number from 8 to 1000")]
    [TestCase("XMPP_SASL__ANONYMOUS", "yes", "allowed: true or false")]
    [TestCase("XMPP_STORAGE__ENGINE", "postgres", "allowed: \"sqlite\", \"mysql\"")]
    [TestCase("XMPP_HOSTS__3__NAME", "x.example", "hosts has 0 items, counted from 0")]
    [TestCase("XMPP_HOSTS__A__NAME", "x.example", "hosts has 0 items, counted from 0")]
    [TestCase("XMPP_HOSTS", ",", "there is no host")]
    [TestCase("XMPP_HOSTS", "a b.example\u0007", "hosts.name cannot be \"a b.example\\u0007\"")]
    public void A_mistake_names_the_variable(string variable, string value, string message)
    {
        var read = Read("", (variable, value));
        Assert.That(read.Options, Is.Null);
        Assert.That(read.Problems.Single().ToString(), Does.StartWith(variable + ": ").And.Contain(message));
    }

    // What container platforms set for a service called "xmpp".
    [TestCase("XMPP_PORT_5222_TCP", "tcp://10.0.0.1:5222")]
    [TestCase("XMPP_SERVICE_HOST", "10.0.0.1")]
    public void What_resembles_no_setting_is_only_warned_of(string variable, string value)
    {
        var read = Read("", (variable, value));
        Assert.That(read.Problems, Is.Empty);
        Assert.That(read.Warnings.Single().Location, Is.EqualTo(variable));
    }

    private static ServerOptions Options(string toml, params (string Name, string Value)[] environment)
    {
        var read = Read(toml, environment);
        Assert.That(read.Problems, Is.Empty);
        return read.Options!;
    }

    private static ConfigurationResult Read(string toml, params (string Name, string Value)[] environment) =>
        ServerConfiguration.Parse("t", toml, environment.ToDictionary(pair => pair.Name, pair => pair.Value));
}
