using Xmpp.Stanzas.Preparation;

namespace Xmpp.Tests.Stanzas.Preparation;

/// <summary>The examples of RFC 8265 §4.3.</summary>
public sealed class OpaqueStringTests
{
    [TestCase("correct horse battery staple", "correct horse battery staple")]
    [TestCase("Correct Horse Battery Staple", "Correct Horse Battery Staple")]
    [TestCase("\u03C0\u00DF\u00E5", "\u03C0\u00DF\u00E5")]
    [TestCase("Jack of \u2666s", "Jack of \u2666s")]
    [TestCase("foo\u1680bar", "foo bar")]
    [TestCase("", null)]
    [TestCase("my cat is a \tby", null)]
    [Spec("RFC 8265", "4.3")]
    public void Examples(string text, string? expected) => Check(text, expected);

    [TestCase("\u212B", "\u00C5", TestName = "NFC, not NFKC")]
    [TestCase("\u2163", "\u2163", TestName = "Compatibility characters are kept")]
    [TestCase("\uFF21", "\uFF21", TestName = "Width is kept")]
    [TestCase("a\u3000 \u00A0b", "a   b", TestName = "Each space is mapped, none removed")]
    [TestCase("\u05D0b", "\u05D0b", TestName = "No Bidi Rule")]
    [TestCase("\u1100", null, TestName = "Conjoining jamo are disallowed")]
    [TestCase("a\u00AD", null, TestName = "Ignorable code points are disallowed")]
    [TestCase("\u0378", null, TestName = "Unassigned code points are disallowed")]
    [TestCase("a\u00B7b", null, TestName = "Contextual rules hold")]
    [Spec("RFC 8265", "4.2.2")]
    public void Rules(string text, string? expected) => Check(text, expected);

    private static void Check(string text, string? expected)
    {
        Assert.That(OpaqueString.TryEnforce(text, out var enforced), Is.EqualTo(expected is not null));
        Assert.That(enforced, Is.EqualTo(expected));
    }
}
