using Xmpp.Stanzas.Jids;
using Xmpp.Stanzas.Preparation;

namespace Xmpp.Tests.Stanzas.Jids;

public sealed class JidDomainTests
{
    [TestCase("xn--bcher-kva.example", "b\u00FCcher.example", TestName = "An A-label becomes a U-label")]
    [TestCase("XN--BCHER-KVA.example", "b\u00FCcher.example", TestName = "An A-label in capitals")]
    [TestCase("B\u00DCCHER.example", "b\u00FCcher.example", TestName = "Capitals outside ASCII")]
    [TestCase("bu\u0308cher.example", "b\u00FCcher.example", TestName = "Decomposed letters")]
    [TestCase("fa\u00DF.example", "fa\u00DF.example", TestName = "Sharp s is a letter of its own")]
    [TestCase("xn--fa-hia.example", "fa\u00DF.example", TestName = "Sharp s in an A-label")]
    [TestCase("xn--mgbh0fb.xn--kgbechtv", "\u0645\u062B\u0627\u0644.\u0625\u062E\u062A\u0628\u0627\u0631",
        TestName = "Arabic labels")]
    [TestCase("\u13E3\u13B3\u13A9.example", "\u13E3\u13B3\u13A9.example", TestName = "Cherokee stays in capitals")]
    [TestCase("\u0915\u094D\u200D\u0937.example", "\u0915\u094D\u200D\u0937.example", TestName = "Joiner after virama")]
    [TestCase("localhost", "localhost", TestName = "An unqualified host name")]
    [TestCase("a--b.example", "a--b.example", TestName = "Two hyphens elsewhere")]
    [TestCase("3com.example", "3com.example", TestName = "A label that begins with a digit")]
    [Spec("RFC 7622", "3.2.1")]
    public void Prepared_names(string text, string expected)
    {
        var jid = Jid.Parse(text);
        Assert.That(jid.Domain, Is.EqualTo(expected));
        Assert.That(Jid.Parse(jid.ToString()), Is.EqualTo(jid));
    }

    [TestCase("-a.example", TestName = "Leading hyphen")]
    [TestCase("a-.example", TestName = "Trailing hyphen")]
    [TestCase("ab--c.example", TestName = "A reserved label that is no A-label")]
    [TestCase("a..example", TestName = "An empty label")]
    [TestCase(".example", TestName = "An empty first label")]
    [TestCase("example..", TestName = "Two final dots")]
    [TestCase("a_b.example", TestName = "Underscore")]
    [TestCase("a b.example", TestName = "Space in a label")]
    [TestCase("a%b.example", TestName = "Percent sign")]
    [TestCase("xn--", TestName = "An empty A-label")]
    [TestCase("xn--a", TestName = "An A-label that ends too early")]
    [TestCase("xn--abc-", TestName = "An A-label of ASCII only")]
    [TestCase("xn--bcher-kva8445foa.example", TestName = "An A-label of disallowed code points")]
    [TestCase("xn--99999999999.example", TestName = "An A-label that overflows")]
    [TestCase("xn--bcher-kv\u00E4.example", TestName = "An A-label with a letter outside ASCII")]
    [TestCase("xn--zca.xn--ls8h", TestName = "An emoji domain")]
    [TestCase("\U0001F4A9.example", TestName = "A symbol")]
    [TestCase("\u0301a.example", TestName = "Leading combining mark")]
    [TestCase("a\u200Db.example", TestName = "Zero width joiner without a virama in a label")]
    [TestCase("a\u00B7b.example", TestName = "Middle dot between other letters")]
    [TestCase("\u0640\u0627.example", TestName = "Tatweel is an exception")]
    [TestCase("\u1F80.example", TestName = "A letter that is unstable under case folding")]
    [TestCase("a\0.example", TestName = "NUL")]
    [Spec("RFC 5891", "4.2")]
    [Spec("RFC 7622", "3.2.1")]
    public void No_domain_names(string text) => Assert.That(Jid.TryParse(text, out _), Is.False);

    [TestCase("\u05D0b.example", false, TestName = "An RTL label with a Latin letter")]
    [TestCase("\u05D0\u05D1.example", true, TestName = "An RTL label and an LTR label")]
    [TestCase("1\u05D0.example", false, TestName = "An RTL label that begins with a digit")]
    [TestCase("\u05D01.example", true, TestName = "An RTL label that ends with a digit")]
    [TestCase("\u05D0.1a.example", false, TestName = "In a Bidi domain name no label begins with a digit")]
    [TestCase("\u0627\u06611.example", false, TestName = "Both kinds of digits")]
    [TestCase("\u0627\u0661\u06F1.example", false, TestName = "Arabic-Indic and extended digits")]
    [Spec("RFC 5893", "2")]
    public void Bidi_domain_names(string text, bool accepted) =>
        Assert.That(Jid.TryParse(text, out _), Is.EqualTo(accepted));

    [TestCase("juliet@192.0.2.1", "192.0.2.1")]
    [TestCase("juliet@192.0.2.1.", "192.0.2.1")]
    [TestCase("juliet@[2001:db8::1]", "[2001:db8::1]")]
    [TestCase("juliet@[2001:DB8:0:0:0:0:0:1]", "[2001:db8::1]")]
    [TestCase("[::1]/r", "[::1]")]
    [TestCase("\uFF11\uFF19\uFF12.0.2.1", "192.0.2.1", TestName = "Fullwidth digits")]
    [Spec("RFC 7622", "3.1")]
    public void Addresses(string text, string expected) => Assert.That(Jid.Parse(text).Domain, Is.EqualTo(expected));

    [TestCase("[2001:db8::1")]
    [TestCase("2001:db8::1")]
    [TestCase("[]")]
    [TestCase("[")]
    [TestCase("[::1]a")]
    [TestCase("[::1].")]
    [TestCase("[::1]:5222")]
    [TestCase("[fe80::1%25eth0]")]
    [TestCase("[fe80::1%1]")]
    [TestCase("[v1.x]")]
    [TestCase("[127.0.0.1]")]
    [TestCase("[::1/64]")]
    [TestCase("192.0.2.256")]
    [TestCase("192.0.2")]
    [TestCase("192.0.02.1")]
    [TestCase("192.0.2.1.1")]
    [TestCase("127.1")]
    [TestCase("2130706433")]
    [TestCase("0x7f000001")]
    [TestCase("a.0x1")]
    [TestCase("a.1")]
    [Spec("RFC 7622", "3.1")]
    [Spec("RFC 1123", "2.1")]
    public void No_addresses(string text) => Assert.That(Jid.TryParse(text, out _), Is.False);

    [TestCase("b\u00FCcher.example", "xn--bcher-kva.example")]
    [TestCase("capulet.example", "capulet.example")]
    [TestCase("[::1]", "[::1]")]
    [Spec("RFC 5890", "2.3.2.1")]
    public void Names_for_dns(string domain, string expected)
    {
        Assert.That(DomainName.ToALabels(Jid.Parse(domain).Domain), Is.EqualTo(expected));
    }
}
