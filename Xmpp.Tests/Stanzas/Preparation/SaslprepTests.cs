using Xmpp.Stanzas.Preparation;

namespace Xmpp.Tests.Stanzas.Preparation;

public sealed class SaslprepTests
{
    [TestCase("I\u00ADX", "IX")]
    [TestCase("user", "user")]
    [TestCase("USER", "USER")]
    [TestCase("\u00AA", "a")]
    [TestCase("\u2168", "IX")]
    [TestCase("\u0007", null)]
    [TestCase("\u0627\u0031", null)]
    [Spec("RFC 4013", "3")]
    public void Examples(string text, string? expected) => Check(text, allowUnassigned: false, expected);

    [TestCase("a\u00A0b", "a b", TestName = "No-break space becomes space")]
    [TestCase("\uFB01", "fi", TestName = "The ligature becomes two letters")]
    [TestCase("pass\u00ADword", "password", TestName = "Soft hyphen becomes nothing")]
    [TestCase("\u00AD", null, TestName = "Nothing is left")]
    [TestCase("", null, TestName = "Nothing at all")]
    [TestCase("a\tb", null, TestName = "A control character")]
    [TestCase("a\u007Fb", null, TestName = "Delete")]
    [TestCase("a\u0085b", null, TestName = "A control character outside ASCII")]
    [Case("AUTH-11")]
    [Spec("RFC 4013", "2")]
    public void Passwords(string text, string? expected)
    {
        Check(text, allowUnassigned: false, expected);
        Check(text, allowUnassigned: true, expected);
    }

    [TestCase("\uE000", TestName = "C.3, private use")]
    [TestCase("\U000F0000", TestName = "C.3, private use outside the BMP")]
    [TestCase("\uFDD0", TestName = "C.4, noncharacter")]
    [TestCase("\uFFFE", TestName = "C.4, noncharacter FFFE")]
    [TestCase("\uFFFD", TestName = "C.6, replacement character")]
    [TestCase("\u2FF0", TestName = "C.7, ideographic description")]
    [TestCase("\u200E", TestName = "C.8, left-to-right mark")]
    [TestCase("\U000E0001", TestName = "C.9, language tag")]
    [Spec("RFC 4013", "2.3")]
    public void Prohibited(string text) => Check(text, allowUnassigned: true, null);

    [TestCase("\u0627\u0031\u0628", "\u0627\u0031\u0628")]
    [TestCase("\u0627a\u0628", null)]
    [TestCase("1\u0627", null)]
    [TestCase("\u05D0\u0627", "\u05D0\u0627")]
    [Spec("RFC 3454", "6")]
    public void Bidirectional(string text, string? expected) => Check(text, allowUnassigned: false, expected);

    [TestCase("\u0221")]
    [TestCase("a\U0001F600")]
    [Spec("RFC 3454", "7")]
    public void Unassigned_in_queries_only(string text)
    {
        Check(text, allowUnassigned: false, null);
        Check(text, allowUnassigned: true, text);
    }

    // Today's NFKC would make an A of it, and the key another one than the client's.
    [Test, Spec("RFC 4013", "2.2")]
    public void Later_characters_are_not_normalized() =>
        Check("\uFB01\U0001F130\uFB01", allowUnassigned: true, "fi\U0001F130fi");

    [Test]
    public void Longest_input()
    {
        Check(new string('a', 4096), false, new string('a', 4096));
        Check(new string('a', 4097), false, null);
        Check(new string('\u00A0', 4097), false, null);
    }

    private static void Check(string text, bool allowUnassigned, string? expected)
    {
        Assert.That(Saslprep.TryPrepare(text, allowUnassigned, out var prepared), Is.EqualTo(expected is not null));
        Assert.That(prepared, Is.EqualTo(expected));
    }
}
