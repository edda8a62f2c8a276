namespace Xmpp.Tests.Wire;

public sealed class WireScriptParserTests
{
    private const string Head = """
        # RFC 6121: IM and Presence
        client juliet = juliet@capulet.example/balcony
        client nurse = nurse@capulet.example/kitchen secret later
        raw x tls
        raw y = romeo@verona.example

        """;

    private static WireScript Parse(string body) => WireScriptParser.Parse("t.wire", Head + body);

    [Test]
    public void The_head_names_hosts_accounts_and_connections()
    {
        var script = WireScriptParser.Parse("t.wire", Head + """
            config features.blocking.max_items = 2
            host   third.example
            account tybalt@capulet.example pw
            engines both
            """);
        Assert.Multiple(() =>
        {
            Assert.That(script.Document, Is.EqualTo("RFC 6121"));
            Assert.That(script.Hosts, Is.EqualTo(new[] { "capulet.example", "verona.example", "third.example" }));
            Assert.That(script.Accounts, Is.EquivalentTo(new Dictionary<string, string>
            {
                ["juliet@capulet.example"] = "juliet",
                ["nurse@capulet.example"] = "secret",
                ["romeo@verona.example"] = "romeo",
                ["tybalt@capulet.example"] = "pw",
            }));
            Assert.That(script.Names["nurse"].Later, Is.True);
            Assert.That(script.Names["juliet"].FullJid, Is.EqualTo("juliet@capulet.example/balcony"));
            Assert.That(script.Names["x"].Kind, Is.EqualTo(WireNameKind.RawTls));
            Assert.That(script.Names["y"].Kind, Is.EqualTo(WireNameKind.RawLoggedIn));
            Assert.That(script.Config["features.blocking.max_items"], Is.EqualTo("2"));
            Assert.That(script.BothEngines, Is.True);
        });
    }

    [Test]
    public void Sections_name_their_document_and_the_requirements_they_show()
    {
        var script = Parse("""
            §3.1.3  Requests are kept (ROS-05, ROS-06)
            XEP-0199 §4.1  Ping
            """);
        Assert.Multiple(() =>
        {
            Assert.That(script.Specs, Is.EqualTo(new[] { "RFC 6121 §3.1.3", "XEP-0199 §4.1" }));
            Assert.That(script.Cases, Is.EqualTo(new[] { "ROS-05", "ROS-06" }));
        });
    }

    [Test]
    public void A_stanza_goes_on_until_its_elements_are_closed()
    {
        var script = Parse("""
            juliet -> <message to='a'
              type='chat'><body># no comment
              </body></message>   # a comment
            juliet <- <message …/>
            """);
        Assert.Multiple(() =>
        {
            Assert.That(script.Steps, Has.Count.EqualTo(2));
            Assert.That(((WireStep.Send)script.Steps[0]).Text,
                Is.EqualTo("<message to='a'\ntype='chat'><body># no comment\n</body></message>"));
        });
    }

    [Test]
    public void A_raw_piece_goes_on_while_lines_are_indented()
    {
        var script = Parse("""
            x -> <stream:stream
                 to='a'>
            x <- <stream:stream from='a'
                 …>
            {
              x <- closed
              juliet <- <iq …/>
            }
            """);
        Assert.Multiple(() =>
        {
            Assert.That(((WireStep.Send)script.Steps[0]).Text, Is.EqualTo("<stream:stream\nto='a'>"));
            Assert.That(((WireStep.Expect)script.Steps[1]).Pattern.Kind, Is.EqualTo(WirePatternKind.Header));
            Assert.That(((WireStep.AnyOrder)script.Steps[2]).Expected, Has.Count.EqualTo(2));
        });
    }

    [Test]
    public void The_clock_takes_sums()
    {
        var script = Parse("clock +1h30m");
        Assert.That(((WireStep.Clock)script.Steps[0]).By, Is.EqualTo(TimeSpan.FromMinutes(90)));
    }

    [Test]
    public void Given_takes_its_sentences_only()
    {
        var script = Parse("given juliet and nurse subscribed both ways, both available, juliet roster got");
        var given = (WireStep.Given)script.Steps[0];
        Assert.That(given.Sentences.Select(s => $"{s.Kind} {string.Join('+', s.Names)}"), Is.EqualTo(new[]
        {
            "SubscribedBothWays juliet+nurse", "Available juliet+nurse", "RosterGot juliet",
        }));
    }

    [TestCase("juliett -> <presence/>", "nobody is called")]
    [TestCase("juliet -> <presence>", "does not end")]
    [TestCase("juliet -> hello", "a stanza is expected")]
    [TestCase("juliet <- <presence></iq>", "not well-formed")]
    [TestCase("juliet <- <presence/> <iq/>", "one element is expected")]
    [TestCase("juliet <- <presence/> trailing", "text behind")]
    [TestCase("juliet | noise", "only silence")]
    [TestCase("juliet jumps", "nobody can")]
    [TestCase("juliet resumes", "XEP-0198")]
    [TestCase("given juliet happy", "given does not know")]
    [TestCase("given romeo available", "nobody is called")]
    [TestCase("given juliet subscribed both ways", "who is meant")]
    [TestCase("clock 5m", "clock takes")]
    [TestCase("{\njuliet -> <presence/>\n}", "only <- lines")]
    [TestCase("{\njuliet <- <presence/>", "no }")]
    [TestCase("anything else here", "not a line")]
    [TestCase("client c = nobody@x", "full JID")]
    [TestCase("client juliet = a@b/c", "declared twice")]
    [TestCase("config = 3", "key = value")]
    public void What_it_does_not_know_is_an_error_that_names_the_line(string line, string problem)
    {
        var e = Assert.Throws<WireSyntaxException>(() => Parse(line))!;
        Assert.Multiple(() =>
        {
            Assert.That(e.Problem, Does.Contain(problem));
            Assert.That(e.Message, Does.StartWith("t.wire:"));
            Assert.That(e.Line, Is.InRange(6, 8));
        });
    }

    [Test]
    public void A_head_line_below_the_first_step_is_an_error() =>
        Assert.That(() => Parse("juliet | silence\nhost late.example"), Throws.TypeOf<WireSyntaxException>());

    [Test]
    public void A_section_without_a_document_is_an_error() =>
        Assert.That(() => WireScriptParser.Parse("t.wire", "§1.1  Title"), Throws.TypeOf<WireSyntaxException>());
}
