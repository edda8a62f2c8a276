namespace Xmpp.Tests.Wire;

public sealed class WireMatcherTests
{
    private static readonly WireReceiver Juliet = new("juliet@capulet.example/balcony", "juliet@capulet.example", "en");

    private static WireMatch Match(string pattern, string actual, WireCaptures? captures = null) =>
        WireMatcher.Match(WirePatternParser.Parse(pattern).Element!,
            XmlFragment.Read(actual, "jabber:client", ("stream", "http://etherx.jabber.org/streams")),
            captures ?? WireCaptures.None, Juliet);

    [TestCase("<presence/>", "<presence/>", ExpectedResult = true)]
    [TestCase("<presence/>", "<presence xmlns='jabber:client'></presence>", ExpectedResult = true)]
    [TestCase("<m id='1' to='b'/>", "<m to='b' id='1'/>", ExpectedResult = true)]
    [TestCase("<m><a/><b/></m>", "<m><b/><a/></m>", ExpectedResult = true)]
    [TestCase("<m><a/>…</m>", "<m><b/><a/></m>", ExpectedResult = true)]
    [TestCase("<m …/>", "<m id='1' x='2'/>", ExpectedResult = true)]
    [TestCase("<m id='1' …><a/>…</m>", "<m id='1' x='2'><b/><a/></m>", ExpectedResult = true)]
    [TestCase("<m id='*'/>", "<m id='anything'/>", ExpectedResult = true)]
    [TestCase("<m><body>*</body></m>", "<m><body>any text</body></m>", ExpectedResult = true)]
    [TestCase("<m><body>Hel…</body></m>", "<m><body>Hello</body></m>", ExpectedResult = true)]
    [TestCase("<m><x>…</x></m>", "<m><x a-text='no' xmlns:q='urn:q'>text<y/></x></m>", ExpectedResult = false)]
    [TestCase("<m><x …>…</x></m>", "<m><x a-text='no' xmlns:q='urn:q'>text<y/></x></m>", ExpectedResult = true)]
    [TestCase("<m jid='a@b/*'/>", "<m jid='a@b/c'/>", ExpectedResult = true)]
    [TestCase("<m><i j='1'/><i j='*'/></m>", "<m><i j='2'/><i j='1'/></m>", ExpectedResult = true)]
    [TestCase("<m><i j='*'/><i j='1'/></m>", "<m><i j='1'/><i j='2'/></m>", ExpectedResult = true)]
    [TestCase("<m><p:x xmlns:p='urn:x'/></m>", "<m><x xmlns='urn:x'/></m>", ExpectedResult = true)]
    [TestCase("<m>\n  <a/>\n</m>", "<m><a/></m>", ExpectedResult = true)]
    [TestCase("<m v='\\b64{n=$n}'/>", "<m v='bj1qdWxpZXQ='/>", ExpectedResult = true)]
    [TestCase("<m v='1\\*2'/>", "<m v='1*2'/>", ExpectedResult = true)]
    [TestCase("<presence/>", "<iq/>", ExpectedResult = false)]
    [TestCase("<presence/>", "<presence xmlns='jabber:server'/>", ExpectedResult = false)]
    [TestCase("<m id='1'/>", "<m/>", ExpectedResult = false)]
    [TestCase("<m/>", "<m id='1'/>", ExpectedResult = false)]
    [TestCase("<m id='1'/>", "<m id='2'/>", ExpectedResult = false)]
    [TestCase("<m id='1' …/>", "<m x='1'/>", ExpectedResult = false)]
    [TestCase("<m id='a.c'/>", "<m id='abc'/>", ExpectedResult = false)]
    [TestCase("<m v='1\\*2'/>", "<m v='1x2'/>", ExpectedResult = false)]
    [TestCase("<m v='\\b64{n=$n}'/>", "<m v='not base64'/>", ExpectedResult = false)]
    [TestCase("<m><a/></m>", "<m><a/><b/></m>", ExpectedResult = false)]
    [TestCase("<m><a/><a/></m>", "<m><a/></m>", ExpectedResult = false)]
    [TestCase("<m><a/></m>", "<m><a/><a/></m>", ExpectedResult = false)]
    [TestCase("<m><a/>…</m>", "<m><b/></m>", ExpectedResult = false)]
    [TestCase("<m/>", "<m>text</m>", ExpectedResult = false)]
    [TestCase("<m><body>a</body></m>", "<m><body>b</body></m>", ExpectedResult = false)]
    [TestCase("<m><body>a</body></m>", "<m><body>a </body></m>", ExpectedResult = false)]
    [TestCase("<m><a/></m>", "<m><a/>text</m>", ExpectedResult = false)]
    [TestCase("<m><a><b/></a></m>", "<m><a><c/></a></m>", ExpectedResult = false)]
    [TestCase("<m><x xmlns='urn:x'/></m>", "<m><x xmlns='urn:y'/></m>", ExpectedResult = false)]
    public bool Compares_names_attributes_and_children(string pattern, string actual) =>
        Match(pattern, actual).Captures is not null;

    [TestCase("to", "juliet@capulet.example/balcony", "<message/>", ExpectedResult = true)]
    [TestCase("to", "juliet@capulet.example", "<message/>", ExpectedResult = true)]
    [TestCase("to", "juliet@capulet.example/chamber", "<message/>", ExpectedResult = false)]
    [TestCase("to", "juliet@capulet.example", "<message to='juliet@capulet.example/balcony'/>", ExpectedResult = false)]
    [TestCase("xml:lang", "en", "<message/>", ExpectedResult = true)]
    [TestCase("xml:lang", "de", "<message/>", ExpectedResult = false)]
    [TestCase("from", "juliet@capulet.example", "<iq/>", ExpectedResult = true)]
    [TestCase("from", "juliet@capulet.example/balcony", "<iq/>", ExpectedResult = false)]
    [TestCase("from", "juliet@capulet.example", "<message/>", ExpectedResult = false)]
    [TestCase("from", "capulet.example", "<iq/>", ExpectedResult = false)]
    public bool Leaves_out_what_says_nothing_new(string attribute, string value, string pattern)
    {
        var name = pattern[1..pattern.IndexOfAny([' ', '/'])];
        return Match(pattern, $"<{name} {attribute}='{value}'/>").Captures is not null;
    }

    [TestCase("<error><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>", ExpectedResult = true)]
    [TestCase("<error><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>x</gone></error>", ExpectedResult = false)]
    [TestCase("<error><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>Other</text>…</error>", ExpectedResult = false)]
    public bool The_text_of_an_error_is_for_people(string pattern) =>
        Match(pattern, """
            <error by='capulet.example'><gone xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/>
              <text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>It is gone</text></error>
            """).Captures is not null;

    [Test]
    public void A_capture_is_what_stood_there_and_must_stand_there_again()
    {
        var first = Match("<m id='$id' from='$who/x'/>", "<m id='7' from='a@b/x'/>").Captures!;
        Assert.Multiple(() =>
        {
            Assert.That(first["id"], Is.EqualTo("7"));
            Assert.That(first["who"], Is.EqualTo("a@b"));
            Assert.That(Match("<m id='$id'/>", "<m id='7'/>", first).Captures, Is.Not.Null);
            Assert.That(Match("<m id='$id'/>", "<m id='8'/>", first).Captures, Is.Null);
            Assert.That(Match("<m a='$x' b='$x'/>", "<m a='1' b='1'/>").Captures, Is.Not.Null);
            Assert.That(Match("<m a='$x' b='$x'/>", "<m a='1' b='2'/>").Captures, Is.Null);
            Assert.That(Match("<m a='$x-$x'/>", "<m a='1-2'/>").Captures, Is.Null);
        });
    }

    [Test]
    public void A_capture_in_one_candidate_does_not_bind_the_next()
    {
        var match = Match("<m><i j='$j' k='1'/><i j='$l' k='2'/></m>", "<m><i j='a' k='2'/><i j='b' k='1'/></m>");
        Assert.That((match.Captures!["j"], match.Captures["l"]), Is.EqualTo(("b", "a")));
    }

    [TestCase("<m id='1'/>", "<m/>", "has no id='1'")]
    [TestCase("<m/>", "<m id='1'/>", "id=\"1\", which is not expected")]
    [TestCase("<m><a/></m>", "<m><a/><b/></m>", "<b")]
    [TestCase("<m><a x='1'/></m>", "<m><a x='2'/></m>", "x=\"2\" instead of x=\"1\"")]
    [TestCase("<m><a>1</a></m>", "<m><a>2</a></m>", "text '2' instead of '1'")]
    [TestCase("<m><a/></m>", "<m/>", "no <a")]
    public void Says_where_they_part(string pattern, string actual, string difference) =>
        Assert.That(Match(pattern, actual).Difference, Does.Contain(difference));
}
