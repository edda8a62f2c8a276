using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Stanzas.Jids;

/// <summary>One address, many spellings; splitting, empty parts; symbols.</summary>
public sealed class JidSpellingTests
{
    [TestCase("JULIET@CAPULET.EXAMPLE")]
    [TestCase("Juliet@CAPULET.example")]
    [TestCase("juliet@capulet.example.")]
    [TestCase("\uFF4Auliet@capulet.example")]
    [TestCase("\uFF2A\uFF35\uFF2C\uFF29\uFF25\uFF34@\uFF23\uFF41pulet\uFF0Eexample")]
    [TestCase("juliet@capulet\u3002example\uFF61")]
    [Case("RTE-10")]
    [Case("AUTH-11")]
    [Spec("RFC 7622", "3.2.3")]
    public void Spellings_of_one_account(string text)
    {
        var jid = Jid.Parse(text);
        Assert.Multiple(() =>
        {
            Assert.That(jid, Is.EqualTo(Jid.Parse("juliet@capulet.example")));
            Assert.That(jid.ToString(), Is.EqualTo("juliet@capulet.example"));
            Assert.That(jid.GetHashCode(), Is.EqualTo(Jid.Parse("juliet@capulet.example").GetHashCode()));
        });
    }

    [Test, Case("RTE-10"), Spec("RFC 7622", "3.4")]
    public void Resources_keep_their_case_and_width()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Jid.Parse("juliet@capulet.example/R1"), Is.Not.EqualTo(Jid.Parse("juliet@capulet.example/r1")));
            Assert.That(Jid.Parse("JULIET@capulet.example/R1").ToString(), Is.EqualTo("juliet@capulet.example/R1"));
            Assert.That(Jid.Parse("capulet.example/\uFF32").Resource, Is.EqualTo("\uFF32"));
        });
    }

    [TestCase("e\u0301", "\u00E9", TestName = "A decomposed letter is composed")]
    [TestCase("\u0130", "i\u0307", TestName = "Capital i with dot has two code points in lower case")]
    [TestCase("\uFF76\uFF9E", "\u30AC", TestName = "Halfwidth kana and voiced mark become one letter")]
    [TestCase("L\u00B7L", "l\u00B7l", TestName = "The middle dot is judged after case mapping")]
    [Spec("RFC 8265", "3.3.3")]
    public void Mapped_localparts(string text, string expected)
    {
        Assert.That(Jid.TryCreate(text, "capulet.example", null, out var jid), Is.True);
        Assert.That(jid!.Local, Is.EqualTo(expected));
    }

    [TestCase("a.example/b@c.example", null, "a.example", "b@c.example")]
    [TestCase("juliet@capulet.example/foo/bar@x", "juliet", "capulet.example", "foo/bar@x")]
    [TestCase("juliet@capulet.example/foo bar", "juliet", "capulet.example", "foo bar")]
    [TestCase("juliet@capulet.example/foo ", "juliet", "capulet.example", "foo ")]
    [TestCase("capulet.example./R", null, "capulet.example", "R")]
    [Case("RTE-11")]
    [Spec("RFC 7622", "3.2")]
    public void Splitting(string text, string? local, string domain, string? resource)
    {
        var jid = Jid.Parse(text);
        Assert.Multiple(() =>
        {
            Assert.That(jid.Local, Is.EqualTo(local));
            Assert.That(jid.Domain, Is.EqualTo(domain));
            Assert.That(jid.Resource, Is.EqualTo(resource));
        });
    }

    [TestCase("")]
    [TestCase("@")]
    [TestCase("/")]
    [TestCase("@/")]
    [TestCase(".")]
    [TestCase("@capulet.example")]
    [TestCase("juliet@")]
    [TestCase("/r")]
    [TestCase("juliet@capulet.example/")]
    [TestCase("juliet@/r")]
    [TestCase("juliet@nurse@capulet.example")]
    [TestCase("juliet@capulet.example/ foo")]
    [TestCase("juliet@capulet.example/\u00A0foo", TestName = "A leading space of another kind is one after mapping")]
    [TestCase("foo bar@capulet.example")]
    [TestCase("\"juliet\"@capulet.example")]
    [TestCase("ju:liet@capulet.example")]
    [TestCase("ju&liet@capulet.example")]
    [TestCase("ju'liet@capulet.example")]
    [TestCase("ju<liet@capulet.example")]
    [TestCase("ju>liet@capulet.example")]
    [TestCase("ju\uFF20liet@capulet.example", TestName = "A fullwidth at sign is one after mapping")]
    [TestCase("ju\uFF0Fliet@capulet.example", TestName = "A fullwidth solidus is one after mapping")]
    [TestCase("ju\uFF1Aliet@capulet.example", TestName = "A fullwidth colon is one after mapping")]
    [TestCase("juliet@capulet\uFF0Fexample", TestName = "A fullwidth solidus in the domain starts no resource")]
    [TestCase("juliet\u0007@capulet.example")]
    [TestCase("juliet\u0378@capulet.example", TestName = "Unassigned code point in localpart")]
    [TestCase("ju\u00ADliet@capulet.example", TestName = "Soft hyphen in localpart")]
    [Case("RTE-11")]
    [Spec("RFC 7622", "3.3.1")]
    public void Malformed(string text) => Assert.That(Jid.TryParse(text, out _), Is.False);

    [Test, Spec("RFC 7622", "3.3.1")]
    public void Localparts_take_all_other_printable_ascii()
    {
        const string allowed = "!#$%()*+,-.0123456789;=?[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
        Assert.That(Jid.TryCreate(allowed, "capulet.example", null, out var jid), Is.True);
        Assert.That(jid!.Local, Is.EqualTo(allowed));
    }

    [TestCase("court@chat.capulet.example/\U0001F40E", true)]
    [TestCase("juliet@capulet.example/\u265A", true)]
    [TestCase("juliet@capulet.example/\U0001FAE9", true, TestName = "An emoji of Unicode 16")]
    [TestCase("court@chat.capulet.example/a\u007Fb", false)]
    [TestCase("court@chat.capulet.example/a\u0007b", false)]
    [TestCase("court@chat.capulet.example/a\tb", false)]
    [TestCase("court@chat.capulet.example/a\u0085b", false)]
    [TestCase("court@chat.capulet.example/a\u200Db", false, TestName = "Zero width joiner without a virama")]
    [TestCase("court@chat.capulet.example/\u2764\uFE0F", false, TestName = "Variation selector")]
    [TestCase("court@chat.capulet.example/a\uE000", false, TestName = "Private use")]
    [TestCase("court@chat.capulet.example/a\uFFFE", false, TestName = "Noncharacter")]
    [Case("RTE-12")]
    [Spec("RFC 7622", "3.4")]
    public void Symbols_and_controls_in_resources(string text, bool accepted) =>
        Assert.That(Jid.TryParse(text, out _), Is.EqualTo(accepted));
}
