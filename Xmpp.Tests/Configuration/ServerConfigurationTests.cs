using System.Runtime.Versioning;
using Microsoft.Extensions.Logging;
using Xmpp.Server.Configuration;
using Xmpp.Storage.Engines;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Configuration;

[Case("OPS-07")]
public class ServerConfigurationTests
{
    private static readonly Dictionary<string, string> NoEnvironment = [];

    [Test]
    public void Everything_can_be_set()
    {
        var options = Read("""
            data_directory = "/var/lib/xmpp"
            [[hosts]]
            name = "Capulet.Example"
            certificate = "/etc/c.pem"
            key = "/etc/k.pem"
            contact.abuse = ["mailto:abuse@capulet.example", "xmpp:admin@capulet.example"]
            [[hosts]]
            name = "verona.example"
            [hosts.contact]
            admin = ["https://verona.example/contact"]
            [listeners]
            c2s = ["127.0.0.1:15222", "[::1]:15222"]
            c2s_tls = []
            tls = "optional"
            [storage]
            engine = "mysql"
            connection_string = "Server=db;Password=secret"
            [sasl]
            mechanisms = ["SCRAM-SHA-256"]
            failure_window = "2h"
            [binding]
            conflict = "replace"
            [log]
            level = "debug"
            format = "json"
            [features]
            ping = { enabled = false }
            vcard.max_bytes = 2048
            """);
        Assert.Multiple(() =>
        {
            Assert.That(options.DataDirectory, Is.EqualTo("/var/lib/xmpp"));
            Assert.That(options.Hosts.Select(h => h.Name), Is.EqualTo(new[] { "capulet.example", "verona.example" }));
            Assert.That(options.Hosts[0].Certificate, Is.EqualTo("/etc/c.pem"));
            Assert.That(options.Hosts[0].Key, Is.EqualTo("/etc/k.pem"));
            Assert.That(options.Hosts[0].Contact.Abuse, Has.Count.EqualTo(2));
            Assert.That(options.Hosts[1].Contact.Admin, Has.Count.EqualTo(1));
            Assert.That(options.Listeners.C2s,
                Is.EqualTo(new ListenEndpoint[] { new("127.0.0.1", 15222), new("::1", 15222) }));
            Assert.That(options.Listeners.C2sTls, Is.Empty);
            Assert.That(options.Listeners.Tls, Is.EqualTo(TlsRequirement.Optional));
            Assert.That(options.Storage.Engine, Is.EqualTo(EngineKind.MySql));
            Assert.That(options.Storage.ConnectionString, Is.EqualTo("Server=db;Password=secret"));
            Assert.That(options.Sasl.Mechanisms, Is.EqualTo(new[] { "SCRAM-SHA-256" }));
            Assert.That(options.Sasl.FailureWindow, Is.EqualTo(TimeSpan.FromHours(2)));
            Assert.That(options.Binding.Conflict, Is.EqualTo(ResourceConflict.Replace));
            Assert.That(options.Log.Level, Is.EqualTo(LogLevel.Debug));
            Assert.That(options.Log.Format, Is.EqualTo(LogFormat.Json));
            Assert.That(options.Features.Ping.Enabled, Is.False);
            Assert.That(options.Features.VCard.MaxBytes, Is.EqualTo(2048));
            Assert.That(options.Features.Time.Enabled, Is.True, "what is not named keeps its default");
        });
    }

    // One line each: where, and what the message must say.
    [TestCase("nonsense = 1", "t:1:1: unknown key nonsense", "data_directory")]
    [TestCase("data_direktory = 'x'", "t:1:1: unknown key data_direktory, did you mean data_directory?", "")]
    [TestCase("[limits]\nstanza_byte = 20000", "t:2:1: unknown key limits.stanza_byte, did you mean stanza_bytes?", "")]
    [TestCase("stanza_bytes = 20000", "unknown key stanza_bytes, did you mean limits.stanza_bytes?", "")]
    [TestCase("[storrage]\nengine = 'mysql'", "t:1:2: unknown key storrage, did you mean storage?", "")]
    [TestCase("[[hosts]]\nnam = 'x'", "unknown key hosts.nam, did you mean name?", "certificate")]
    [TestCase("[limits]\ndepth = 'deep'", "t:2:9: limits.depth", "allowed: a whole number from 8 to 1000")]
    [TestCase("[limits]\ndepth = 7", "limits.depth has the number 7", "from 8 to 1000")]
    [TestCase("[limits]\ndepth = 1.5", "limits.depth has a number with a fraction", "a whole number")]
    [TestCase("[limits]\nstanza_bytes = 9999", "limits.stanza_bytes has the number 9999", "from 10000")]
    [TestCase("[limits]\nlogin_timeout = 60", "limits.login_timeout has the number 60", "a time from \"1s\" to \"1h\"")]
    [TestCase("[limits]\nlogin_timeout = '2h'", "limits.login_timeout cannot be \"2h\"", "\"1h\"")]
    [TestCase("[limits]\nlogin_timeout = '10 fortnights'", "limits.login_timeout cannot be", "in ms, s, m, h or d")]
    [TestCase("[listeners]\ntls = 'optionl'", "cannot be \"optionl\", did you mean \"optional\"?", "\"required\", \"optional\"")]
    [TestCase("[listeners]\ntls = true", "listeners.tls has true or false", "\"required\"")]
    [TestCase("[listeners]\nc2s = '*:5222'", "listeners.c2s is a list", "address:port")]
    [TestCase("[listeners]\nc2s = ['localhost:5222']", "listeners.c2s cannot be \"localhost:5222\"", "IP address")]
    [TestCase("[listeners]\nc2s = ['::1:5222']", "listeners.c2s cannot be", "[IPv6 address]")]
    [TestCase("[listeners]\nc2s = ['*:70000']", "listeners.c2s cannot be", "")]
    [TestCase("[listeners]\nc2s = ['*:1', '*:1']", "listeners.c2s has \"*:1\" twice", "")]
    [TestCase("[sasl]\nmechanisms = ['SCRAM-SHA-265']", "did you mean \"SCRAM-SHA-256\"?", "")]
    [TestCase("[sasl]\nmechanisms = ['PLAIN', 'PLAIN']", "twice", "each once")]
    [TestCase("[sasl]\nmechanisms = []", "nobody could log in", "anonymous = true")]
    [TestCase("[sasl]\nattempts_per_stream = 6", "sasl.attempts_per_stream", "from 2 to 5")]
    [TestCase("[web.websocket]\nsee_other_uri = 'elsewhere.example'", "web.websocket.see_other_uri cannot be", "wss://")]
    [TestCase("[web.websocket]\nsee_other_uri = 'https://elsewhere.example/xmpp-websocket'", "see_other_uri cannot be", "wss://")]
    [TestCase("[web.websocket]\nsee_other_uri = 'ws://elsewhere.example/xmpp-websocket'", "see_other_uri cannot be", "only for this machine")]
    [TestCase("[web.websocket]\nsee_other_uri = 'wss://elsewhere.example/#x'", "see_other_uri cannot be", "wss://")]
    [TestCase("[web.websocket]\nsee_other_uri = 'wss://me:secret@elsewhere.example/'", "see_other_uri cannot be", "wss://")]
    [TestCase("[web.websocket]\nsee_other_uri = 'wss://elsewhere.example/a b'", "see_other_uri cannot be", "wss://")]
    [TestCase("[listeners]\nhttps = ['*:5443']\n[web.websocket]\nsee_other_uri = 'wss://{host}:5443/xmpp-websocket'", "t:4:17: wss://localhost:5443/xmpp-websocket is our own", "another server")]
    [TestCase("[listeners]\nhttp = ['127.0.0.1:5280']\n[web.websocket]\nsee_other_uri = 'ws://127.0.0.1:5280/xmpp-websocket'", "is our own", "another server")]
    [TestCase("[listeners]\nhttps = ['192.0.2.1:5443']\n[web.websocket]\nsee_other_uri = 'wss://192.0.2.1:5443/xmpp-websocket'", "is our own", "another server")]
    [TestCase("[web]\npublic_url = 'https://chat.example'\n[web.websocket]\nsee_other_uri = 'wss://CHAT.example:443/xmpp-websocket'", "is our own", "another server")]
    [TestCase("[[hosts]]\nname = 'b.example'\n[[hosts]]\nname = 'a.example'\nwebsocket.see_other_uri = 'wss://b.example:5443/xmpp-websocket'\n[listeners]\nhttps = ['*:5443']", "a.example's clients would come back", "another server")]
    [TestCase("[log]\nlevel = 1979-05-27", "log.level has a date", "\"debug\"")]
    [TestCase("limits = 3", "limits is a section", "[limits]")]
    [TestCase("[data_directory]", "data_directory has a table", "string")]
    [TestCase("data_directory = ''", "data_directory cannot be \"\"", "not empty")]
    [TestCase("hosts = ['a.example']", "hosts is a list of tables", "[[hosts]]")]
    [TestCase("hosts = []", "there is no host", "at least one")]
    [TestCase("[hosts]\nname = 'a.example'", "hosts is a list of tables", "[[hosts]]")]
    [TestCase("[[hosts]]\n", "hosts without name", "name =")]
    [TestCase("[[hosts]]\nname = ''", "hosts.name cannot be", "domain name")]
    [TestCase("[[components]]\nsecret = 's'", "components without name", "name =")]
    [TestCase("[[components]]\nname = 'g.example'", "component g.example has no secret", "secret_file")]
    [TestCase("[[components]]\nname = 'localhost'\nsecret = 's'", "localhost is a host and cannot be a component", "its own")]
    [TestCase("[[components]]\nname='G.example'\nsecret='s'\n[[components]]\nname='g.example'\nsecret='s'",
        "component g.example is there twice", "once")]
    [TestCase("[[components]]\nname = 'g.example'\nsecret = 's'\nprivileges.roster = 'get'", "component g.example is below no host", "hosts")]
    [TestCase("[[components]]\nname = 'g.example'\nsecret = 's'\nhosts = ['x.example']", "x.example, which is no host", "[[hosts]]")]
    [TestCase("[[components]]\nname = 'g.localhost'\nsecret = 's'\nprivileges.presence = 'roster'\nprivileges.roster = 'set'",
        "component g.localhost may not read rosters", "\"both\"")]
    [TestCase("[[components]]\nname = 'g.localhost'\nsecret = 's'\ndelegations = [{ namespace = 'urn:xmpp:delegation:2' }]",
        "urn:xmpp:delegation:2 cannot be delegated", "another")]
    [TestCase("[[components]]\nname = 'g.localhost'\nsecret = 's'\ndelegations = [{ namespace = 'urn:x' }]\n"
        + "[[components]]\nname = 'h.localhost'\nsecret = 's'\ndelegations = [{ namespace = 'urn:x' }]",
        "urn:x is delegated twice for localhost", "once")]
    [TestCase("[[components]]\nname = 'g.localhost'\nsecret = 's'\ndelegations = [{ attributes = ['node'] }]",
        "components.delegations without namespace", "namespace =")]
    [TestCase("[[components]]\nname = 'g.localhost'\nsecret = 's'\nprivileges.message = 'yes'",
        "components.privileges.message cannot be", "\"outgoing\"")]
    [TestCase("[listeners]\ncomponents = []\n[[components]]\nname = 'g.example'\nsecret = 's'", "no component could connect", "address")]
    [TestCase("[listeners]\ncomponents = ['127.0.0.1:5222']\n[[components]]\nname = 'g.example'\nsecret = 's'", "collide", "once")]
    [TestCase("[limits]\ncomponent_outbox_bytes = 65536", "limits.component_outbox_bytes = 65536 is less than", "at least")]
    [TestCase("[[hosts]]\nname = 'a.example'\nkey = 'k'", "has a key without a certificate", "certificate")]
    [TestCase("[[hosts]]\nname = 'a.example'\ncontact.abuse = ['abuse@a.example']", "hosts.contact.abuse cannot be", "mailto:")]
    [TestCase("[[hosts]]\nname='A.example'\n[[hosts]]\nname='a.EXAMPLE'", "t:1:3: host a.example is there twice", "once")]
    [TestCase("[listeners]\nc2s=['*:1']\nc2s_tls=['127.0.0.1:1']", "*:1 and 127.0.0.1:1 collide", "once")]
    [TestCase("[listeners]\nc2s=['*:5280']", "collide", "once")]
    [TestCase("[listeners]\nc2s=[]\nc2s_tls=[]", "nobody could connect", "")]
    [TestCase("[storage]\nengine='mysql'", "t:2:8: mysql needs a connection string", "connection_string_file")]
    [TestCase("[storage]\npath='x'\nengine='mysql'\nconnection_string='y'", "t:2:6: path belongs to sqlite", "")]
    [TestCase("[storage]\nconnection_string='y'", "connection_string belongs to mysql", "engine = \"mysql\"")]
    [TestCase("[storage]\nconnection_string_file='/nowhere/x'", "storage.connection_string_file cannot be read", "")]
    [TestCase("[storage]\nengine='mysql'\nconnection_string='x'\nconnection_string_file='/dev/null'", "are both set", "one of the two")]
    [TestCase("[limits]\nstanza_bytes=10000", "less than features.vcard.max_bytes", "at least")]
    [TestCase("[limits]\nstanza_bytes_before_login=300000", "limits.stanza_bytes = 262144 is less than", "at least 300000")]
    [TestCase("[limits]\nburst_bytes=10000", "limits.burst_bytes = 10000 is less than", "262144")]
    [TestCase("[storage]\nreaders = 1\nreaders = 2", "t:3:1: readers is set twice, first in line 2", "")]
    [TestCase("[storage]\nreaders = 1\n[storage]\nengine = 'sqlite'", "t:3:2: storage is set twice, first in line 1", "")]
    [TestCase("storage.readers = 1\n[storage]\nengine = 'sqlite'", "storage is set twice", "")]
    [TestCase("[storage]\nreaders = \n", "t:2:", "")]
    [TestCase("[storage\nreaders = 1\n", "t:1:", "")]
    public void A_mistake_is_named_with_its_place_and_what_is_allowed(string toml, string message, string allowed)
    {
        var read = ServerConfiguration.Parse("t", toml, NoEnvironment);
        Assert.That(read.Options, Is.Null, "nothing starts");
        Assert.That(read.Problems.Select(problem => problem.ToString()),
            Has.Some.Contains(message).And.Some.Contains(allowed));
    }

    [Test]
    public void All_mistakes_are_named_at_once_and_none_is_made_up()
    {
        var read = ServerConfiguration.Parse("t", """
            [storage]
            engine = "mysql"
            conection_string = "x"
            [limits]
            depth = -1
            [listeners]
            c2s = []
            c2s_tls = []
            """, NoEnvironment);
        Assert.That(read.Problems.Select(problem => problem.Location),
            Is.EqualTo(new[] { "t:3:1", "t:5:9", "t:7:7" }).Or.EqualTo(new[] { "t:3:1", "t:5:9", "t:6:2" }));
    }

    [TestCase("[[hosts]]\nname = 'CAFÉ.example'", "café.example")]
    [TestCase("[[hosts]]\nname = 'Capulet.Example.'", "capulet.example")]
    [Spec("RFC 7622", "3.2")]
    public void Hosts_are_prepared(string toml, string host) =>
        Assert.That(Read(toml).Hosts[0].Name, Is.EqualTo(host));

    [TestCase("[registration]\nenabled = true", "registration.enabled", 2)]
    [TestCase("[listeners]\ntls = 'optional'", "listeners.tls", 2)]
    [TestCase("[http]\nlisten = ['*:5280']", "http.listen", 2)]
    [TestCase("[sasl]\nanonymous = true", "sasl.anonymous", 2)]
    [TestCase("[log]\nwire_log = true", "log.wire_log", 2)]
    [TestCase("[log]\nwire_log_bodies = true", "log.wire_log_bodies", 2)]
    public void What_is_dangerous_is_warned_of(string toml, string key, int line)
    {
        var read = ServerConfiguration.Parse("t", toml, NoEnvironment);
        Assert.That(read.Options, Is.Not.Null, key);
        Assert.That(read.Warnings.Single().Location, Does.StartWith($"t:{line}:"));
    }

    [Test]
    public void Tls_may_be_optional_on_loopback_without_warning()
    {
        var read = ServerConfiguration.Parse(
            "t", "[listeners]\ntls='optional'\nc2s=['127.0.0.1:5222','[::1]:5222']", NoEnvironment);
        Assert.That(read.Warnings, Is.Empty);
    }

    [Test]
    public void Relative_paths_begin_at_the_file()
    {
        var options = ServerConfiguration.Parse("/etc/xmpp/server.toml", """
            [[hosts]]
            name = "a.example"
            certificate = "tls/a.pem"
            """, NoEnvironment).Options!;
        Assert.That(options.Hosts[0].Certificate, Is.EqualTo("/etc/xmpp/tls/a.pem"));
        Assert.That(options.DataDirectory, Is.EqualTo("./data"), "a default is no part of the file");
    }

    [Test, UnsupportedOSPlatform("windows")]
    public void A_secret_may_be_in_a_file_of_its_own()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["db"], "Server=db;Password=hunter2\n");
        File.WriteAllText(directory["server.toml"], "[storage]\nengine='mysql'\nconnection_string_file='db'\n");
        var read = ServerConfiguration.Load(directory["server.toml"], NoEnvironment);
        Assert.That(read.Options?.Storage.ConnectionString, Is.EqualTo("Server=db;Password=hunter2"));
    }

    [Test]
    public void A_file_that_is_named_must_exist()
    {
        Assert.That(ServerConfiguration.Load("/nowhere/server.toml", NoEnvironment).Problems.Single().Location,
            Is.EqualTo("/nowhere/server.toml"));
        var variable = new Dictionary<string, string> { ["XMPP_CONFIG"] = "/nowhere/else.toml" };
        Assert.That(ServerConfiguration.Load(null, variable).Problems.Single().Location,
            Is.EqualTo("/nowhere/else.toml"));
    }

    [Test, Case("OPS-09")]
    public void No_secret_is_in_a_message_or_in_what_is_shown()
    {
        const string Secret = "hunter2";
        string[] mistakes =
        [
            $"[storage]\nconnection_string = '{Secret}'\nconnection_string = '{Secret}'",
            $"[storage]\nconnection_string = ['{Secret}']",
            $"[storage]\nconnection_string = '{Secret}'",
            $"[storage]\nconnexion_string = '{Secret}'",
            $"[storage]\nengine = 'mysql'\nconnection_string = '{Secret}'\npath = 'x'",
        ];
        foreach (var toml in mistakes)
        {
            var problems = ServerConfiguration.Parse("t", toml, NoEnvironment).Problems;
            Assert.That(problems, Is.Not.Empty);
            Assert.That(string.Join('\n', problems), Does.Not.Contain(Secret), toml);
        }
        var options = Read($"[storage]\nengine = 'mysql'\nconnection_string = '{Secret}'");
        Assert.That(OptionPrinter.Print(options), Does.Not.Contain(Secret).And.Contain("connection_string = \"…\""));
        Assert.That(options.ToString(), Does.Not.Contain(Secret));
    }

    [Test]
    public void What_is_shown_can_be_read_again()
    {
        var options = Read("""
            data_directory = "/var/\"quoted\"\\ \u0007"
            [[hosts]]
            name = "a.example"
            contact.admin = ["mailto:a@a.example"]
            [[hosts]]
            name = "b.example"
            [limits]
            login_timeout = "90s"
            keepalive_interval = "1500ms"
            """);
        var shown = OptionPrinter.Print(options);
        Assert.That(OptionPrinter.Print(Read(shown)), Is.EqualTo(shown));
        Assert.That(shown, Does.Contain("login_timeout = \"90s\"").And.Contain("keepalive_interval = \"1500ms\""));
    }

    private static ServerOptions Read(string toml)
    {
        var read = ServerConfiguration.Parse("server.toml", toml, NoEnvironment);
        Assert.That(read.Problems, Is.Empty);
        return read.Options!;
    }
}
