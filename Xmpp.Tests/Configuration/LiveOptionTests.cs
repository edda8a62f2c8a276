using System.Text.RegularExpressions;
using Xmpp.Server.Configuration;
using Xmpp.Server.Configuration.Reading;
using Xmpp.Server.Configuration.Reloading;

namespace Xmpp.Tests.Configuration;

/// <summary>Which keys a reload changes, and how (cases OPS-07).</summary>
[Case("OPS-07")]
public partial class LiveOptionTests
{
    private const string Start = """
        [[hosts]]
        name = "capulet.example"
        [[components]]
        name = "gateway.capulet.example"
        secret = "one"
        [[federation.domains]]
        name = "montague.example"
        """;

    [Test]
    public void Server_toml_says_which_keys_are_live()
    {
        var written = Line().Matches(File.ReadAllText(RepositoryRoot.File("server.toml")))
            .SelectMany(line => Named(line.Groups["section"].Value, line.Groups["keys"].Value)).ToList();
        var live = Sections(typeof(ServerOptions), "").SelectMany(section => OptionKey.Of(section.Record)
            .Where(key => key.IsLive && (!key.IsSection || key.IsList)).Select(key => $"{section.Name}.{key.Name}"));
        Assert.That(written, Is.EquivalentTo(live));
    }

    [Test]
    public void The_same_configuration_changes_nothing()
    {
        var changes = OptionComparison.Compare(Parse(Start), Parse(Start));
        Assert.That(changes.Live, Is.Empty);
        Assert.That(changes.AtRestart, Is.Empty);
    }

    [Test]
    public void Live_keys_change_in_the_records_that_everybody_has()
    {
        var live = new LiveConfiguration(Parse(Start));
        var (limits, contact, federation) = (live.Options.Limits, live.Options.Hosts[0].Contact, live.Options.Federation);
        var derived = live.Derive(() => new RegistrationOptions { PerHour = live.Options.Limits.RosterItems });
        var told = 0;
        live.Follow(() => told++);

        var changes = live.Take(Parse("""
            [[hosts]]
            name = "capulet.example"
            contact.abuse = ["mailto:abuse@capulet.example"]
            [[components]]
            name = "gateway.capulet.example"
            secret = "one"
            [limits]
            roster_items = 7
            """));

        Assert.That(changes.Live, Is.EquivalentTo(new[]
        {
            "hosts[capulet.example].contact.abuse", "limits.roster_items", "federation.domains",
        }));
        Assert.That(changes.AtRestart, Is.Empty);
        Assert.That(limits.RosterItems, Is.EqualTo(7));
        Assert.That(contact.Abuse, Is.EqualTo(new[] { "mailto:abuse@capulet.example" }));
        Assert.That(federation.Domains, Is.Empty);
        Assert.That(derived.PerHour, Is.EqualTo(7));
        Assert.That(told, Is.EqualTo(1));
    }

    [TestCase("data_directory = '/elsewhere'\n", "", "data_directory")]
    [TestCase("", "[listeners]\nc2s = ['127.0.0.1:1']\n", "listeners.c2s")]
    [TestCase("", "[storage]\nreaders = 2\n", "storage.readers")]
    [TestCase("", "[limits]\nhandshake_timeout = '3s'\n", "limits.handshake_timeout")]
    [TestCase("", "[rooms]\nenabled = false\n", "rooms.enabled")]
    public void What_cannot_change_is_named_and_stays(string before, string after, string key)
    {
        var live = new LiveConfiguration(Parse(Start));
        var printed = OptionPrinter.Print(live.Options);
        var changes = live.Take(Parse(before + Start + "\n" + after));
        Assert.That(changes.AtRestart, Is.EqualTo(new[] { key }));
        Assert.That(changes.Live, Is.Empty);
        Assert.That(OptionPrinter.Print(live.Options), Is.EqualTo(printed));
    }

    [Test, Case("OPS-11")]
    public void Hosts_come_and_go_and_those_that_stay_keep_their_records()
    {
        const string Other = "\n[[hosts]]\nname = 'verona.example'\n";
        var live = new LiveConfiguration(Parse(Start));
        var stays = live.Options.Hosts.Single();
        var changes = live.Take(Parse(Start.Replace(
            "name = \"capulet.example\"", "name = \"capulet.example\"\ncontact.abuse = ['mailto:a@capulet.example']") + Other));
        Assert.That(changes.AtRestart, Is.Empty);
        Assert.That(changes.Live, Is.EquivalentTo(new[] { "hosts[verona.example] (new)", "hosts[capulet.example].contact.abuse" }));
        Assert.That(live.Options.Hosts.Select(host => host.Name), Is.EqualTo(new[] { "capulet.example", "verona.example" }));
        Assert.That(live.Options.Hosts[0], Is.SameAs(stays));
        Assert.That(stays.Contact.Abuse, Is.EqualTo(new[] { "mailto:a@capulet.example" }));

        changes = live.Take(Parse(Start.Replace("name = \"capulet", "name = \"verona")));
        Assert.That(changes.Live, Is.EqualTo(new[] { "hosts[capulet.example] (no longer there)" }));
        Assert.That(changes.Hosts?.Removed, Is.EqualTo(new[] { stays }));
        Assert.That(live.Options.Hosts.Single().Name, Is.EqualTo("verona.example"));
    }

    [Test, Case("OPS-11")]
    public void The_first_of_the_hosts_may_be_another_one()
    {
        var (one, two) = ("[[hosts]]\nname = 'a.example'\n", "[[hosts]]\nname = 'b.example'\n");
        var live = new LiveConfiguration(Parse(one + two));
        Assert.That(live.Take(Parse(two + one)).Live, Is.EqualTo(new[] { "hosts" }));
        Assert.That(live.Options.Hosts.Select(host => host.Name), Is.EqualTo(new[] { "b.example", "a.example" }));
        Assert.That(live.Take(Parse(two + one)).Live, Is.Empty);
    }

    [Test, Case("OPS-11")]
    public void A_host_that_only_a_restart_can_open_is_named_and_there_is_always_one()
    {
        const string Other = "\n[[hosts]]\nname = 'verona.example'\n";
        var changes = OptionComparison.Compare(Parse(Start), Parse(Start + Other), name => name != "verona.example");
        Assert.That(changes.AtRestart, Is.EqualTo(new[] { "hosts[verona.example] (new)" }));
        Assert.That((changes.Live.Count, changes.Hosts), Is.EqualTo((0, (HostChange?)null)));

        changes = OptionComparison.Compare(Parse(Start), Parse(Start.Replace("name = \"capulet", "name = \"verona")), _ => false);
        Assert.That(changes.AtRestart, Is.EqualTo(new[] { "hosts[verona.example] (new)", "hosts[capulet.example] (no longer there)" }));
        Assert.That((changes.Live.Count, changes.Hosts), Is.EqualTo((0, (HostChange?)null)));
    }

    [Test]
    public void Components_come_and_go_and_one_that_changes_is_another_one()
    {
        const string Bridge = "[[components]]\nname = 'bridge.capulet.example'\nsecret = 'x'\n";
        var live = new LiveConfiguration(Parse(Start));
        var gateway = live.Options.Components.Single();
        var changes = live.Take(Parse(Bridge + Start));
        Assert.That(changes.Live, Is.EqualTo(new[] { "components[bridge.capulet.example] (new)" }));
        Assert.That(live.Options.Components.Select(component => component.Name), Is.EqualTo(new[] { "bridge.capulet.example", "gateway.capulet.example" }));
        Assert.That(live.Options.Components[1], Is.SameAs(gateway));
        Assert.That(live.Take(Parse(Start + "\n" + Bridge)).Components, Is.Null, "there is no meaning in their order");

        changes = live.Take(Parse(Start.Replace("secret = \"one\"", "secret = \"two\"\nprivileges.message = 'outgoing'")));
        Assert.That(changes.Live, Is.EquivalentTo(new[]
        {
            "components[gateway.capulet.example].secret", "components[gateway.capulet.example].privileges.message",
            "components[bridge.capulet.example] (no longer there)",
        }));
        Assert.That(changes.AtRestart, Is.Empty);
        Assert.That((gateway.Secret, live.Options.Components.Single().Secret), Is.EqualTo(("one", "two")), "who has the old one keeps it");

        var held = OptionComparison.Compare(Parse(Start), Parse(Start + "\n" + Bridge), mayComponentCome: _ => false);
        Assert.That(held.AtRestart, Is.EqualTo(new[] { "components[bridge.capulet.example] (new)" }));
        Assert.That((held.Live.Count, held.Components), Is.EqualTo((0, (IReadOnlyList<ComponentOptions>?)null)));
    }

    private static ServerOptions Parse(string text)
    {
        var read = ServerConfiguration.Parse("server.toml", text, new Dictionary<string, string>());
        return read.Options ?? throw new InvalidOperationException(string.Join('\n', read.Problems));
    }

    private static IEnumerable<(string Name, Type Record)> Sections(Type record, string name)
    {
        yield return (name, record);
        foreach (var key in OptionKey.Of(record).Where(key => key.IsSection))
        {
            foreach (var inner in Sections(key.ValueType, name.Length == 0 ? key.Name : $"{name}.{key.Name}"))
                yield return inner;
        }
    }

    // "all", "all but a, b", "a, b"
    private static IEnumerable<string> Named(string section, string words)
    {
        var record = Sections(typeof(ServerOptions), "").Single(one => one.Name == section).Record;
        var names = words.Replace("all but ", "").Split(',', StringSplitOptions.TrimEntries);
        var all = OptionKey.Of(record).Where(key => !key.IsSection || key.IsList).Select(key => key.Name).ToList();
        if (words != "all")
            Assert.That(names, Is.SubsetOf(all), section);
        var live = words == "all" ? all : words.StartsWith("all but ", StringComparison.Ordinal) ? all.Except(names) : names;
        return live.Select(name => $"{section}.{name}");
    }

    [GeneratedRegex(@"^#     \[(?<section>[a-z_.]+)\] +(?<keys>[a-z_, ]+)$", RegexOptions.Multiline)]
    private static partial Regex Line();
}
