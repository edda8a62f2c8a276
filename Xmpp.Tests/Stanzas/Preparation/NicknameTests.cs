using Xmpp.Stanzas.Preparation;

namespace Xmpp.Tests.Stanzas.Preparation;

public sealed class NicknameTests
{
    [TestCase("Foo", "foo")]
    [TestCase("foo", "foo")]
    [TestCase("Foo Bar", "foo bar")]
    [TestCase("foo bar", "foo bar")]
    [TestCase("\u03A3", "\u03C3")]
    [TestCase("\u03C3", "\u03C3")]
    [TestCase("\u03C2", "\u03C2")]
    [TestCase("\u03D4", "\u03CB")]
    [TestCase("\u221E", "\u221E")]
    [TestCase("Richard \u2163", "richard iv")]
    [Spec("RFC 8266", "3")]
    public void Comparable(string text, string expected)
    {
        Assert.That(Nickname.TryToComparable(text, out var comparable), Is.True);
        Assert.That(comparable, Is.EqualTo(expected));
    }

    [TestCase("  St \u00A0 Peter\u3000", "St Peter", TestName = "Spaces are tidied")]
    [TestCase("Foo", "Foo", TestName = "Case is kept")]
    [TestCase("\u2163", "IV", TestName = "NFKC")]
    [TestCase("\u00B4x", "\u0301x", TestName = "A space that NFKC brings to the front goes too")]
    [TestCase("   ", null, TestName = "Nothing but spaces")]
    [TestCase("", null, TestName = "Empty")]
    [TestCase("a\u0007", null, TestName = "Controls")]
    [TestCase("\u3131", "\u1100", TestName = "The class is asked of the input only")]
    [Spec("RFC 8266", "2.3")]
    public void Enforced(string text, string? expected)
    {
        Assert.That(Nickname.TryEnforce(text, out var enforced), Is.EqualTo(expected is not null));
        Assert.That(enforced, Is.EqualTo(expected));
    }
}
