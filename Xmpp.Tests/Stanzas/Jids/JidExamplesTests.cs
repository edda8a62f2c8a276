using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Stanzas.Jids;

/// <summary>The examples of RFC 7622 §3.5.</summary>
[Spec("RFC 7622", "3.5")]
public sealed class JidExamplesTests
{
    [TestCase("juliet@example.com", "juliet", "example.com", null, TestName = "Table 1, 1: a bare JID")]
    [TestCase("juliet@example.com/foo", "juliet", "example.com", "foo", TestName = "Table 1, 2: a full JID")]
    [TestCase("juliet@example.com/foo bar", "juliet", "example.com", "foo bar", TestName = "Table 1, 3: space")]
    [TestCase("juliet@example.com/foo@bar", "juliet", "example.com", "foo@bar", TestName = "Table 1, 4: at sign")]
    [TestCase("foo\\20bar@example.com", "foo\\20bar", "example.com", null, TestName = "Table 1, 5: escaped space")]
    [TestCase("fussball@example.com", "fussball", "example.com", null, TestName = "Table 1, 6: fussball")]
    [TestCase("fu\u00DFball@example.com", "fu\u00DFball", "example.com", null, TestName = "Table 1, 7: sharp s")]
    [TestCase("\u03C0@example.com", "\u03C0", "example.com", null, TestName = "Table 1, 8: pi")]
    [TestCase("\u03A3@example.com/foo", "\u03C3", "example.com", "foo", TestName = "Table 1, 9: capital sigma")]
    [TestCase("\u03C3@example.com/foo", "\u03C3", "example.com", "foo", TestName = "Table 1, 10: small sigma")]
    [TestCase("\u03C2@example.com/foo", "\u03C2", "example.com", "foo", TestName = "Table 1, 11: final sigma")]
    [TestCase("king@example.com/\u265A", "king", "example.com", "\u265A", TestName = "Table 1, 12: black chess king")]
    [TestCase("example.com", null, "example.com", null, TestName = "Table 1, 13: a domainpart")]
    [TestCase("example.com/foobar", null, "example.com", "foobar", TestName = "Table 1, 14: domain and resource")]
    [TestCase("a.example.com/b@example.net", null, "a.example.com", "b@example.net",
        TestName = "Table 1, 15: at sign after the slash")]
    public void Legal(string text, string? local, string domain, string? resource)
    {
        Assert.That(Jid.TryParse(text, out var jid), Is.True);
        Assert.Multiple(() =>
        {
            Assert.That(jid!.Local, Is.EqualTo(local));
            Assert.That(jid.Domain, Is.EqualTo(domain));
            Assert.That(jid.Resource, Is.EqualTo(resource));
        });
    }

    [TestCase("\"juliet\"@example.com", TestName = "Table 2, 16: quotation marks")]
    [TestCase("foo bar@example.com", TestName = "Table 2, 17: space in localpart")]
    [TestCase("juliet@example.com/ foo", TestName = "Table 2, 18: leading space in resourcepart")]
    [TestCase("@example.com/", TestName = "Table 2, 19: zero-length localpart and resourcepart")]
    [TestCase("henry\u2163@example.com", TestName = "Table 2, 20: Roman numeral four")]
    [TestCase("\u265A@example.com", TestName = "Table 2, 21: a symbol as localpart")]
    [TestCase("juliet@", TestName = "Table 2, 22: no domainpart after a localpart")]
    [TestCase("/foobar", TestName = "Table 2, 23: no domainpart before a resourcepart")]
    public void Malformed(string text) => Assert.That(Jid.TryParse(text, out _), Is.False);

    [Test]
    public void Sigma_and_capital_sigma_are_one_and_final_sigma_another()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Jid.Parse("\u03A3@example.com/foo"), Is.EqualTo(Jid.Parse("\u03C3@example.com/foo")));
            Assert.That(Jid.Parse("\u03C2@example.com/foo"), Is.Not.EqualTo(Jid.Parse("\u03C3@example.com/foo")));
            // Also at the end of a word, where Unicode would make it a final one.
            Assert.That(Jid.Parse("\u039F\u03A3@example.com").Local, Is.EqualTo("\u03BF\u03C3"));
        });
    }
}
