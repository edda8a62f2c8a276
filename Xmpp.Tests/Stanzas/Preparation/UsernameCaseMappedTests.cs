using Xmpp.Stanzas.Preparation;

namespace Xmpp.Tests.Stanzas.Preparation;

/// <summary>The examples of RFC 8265 §3.6, and the rules they do not show.</summary>
public sealed class UsernameCaseMappedTests
{
    [TestCase("juliet@example.com", "juliet@example.com")]
    [TestCase("fussball", "fussball")]
    [TestCase("fu\u00DFball", "fu\u00DFball")]
    [TestCase("\u03C0", "\u03C0")]
    [TestCase("\u03A3", "\u03C3")]
    [TestCase("\u03C3", "\u03C3")]
    [TestCase("\u03C2", "\u03C2")]
    [Spec("RFC 8265", "3.6")]
    public void Examples(string text, string expected)
    {
        Assert.That(UsernameCaseMapped.TryEnforce(text, out var enforced), Is.True);
        Assert.That(enforced, Is.EqualTo(expected));
    }

    [TestCase("foo bar")]
    [TestCase("")]
    [TestCase("henry\u2163")]
    [TestCase("\u221E")]
    [Spec("RFC 8265", "3.6")]
    public void Examples_that_violate_the_rules(string text) =>
        Assert.That(UsernameCaseMapped.TryEnforce(text, out _), Is.False);

    [TestCase("JULIET", "juliet", TestName = "Upper case")]
    [TestCase("\uFF4A\uFF35liet", "juliet", TestName = "Fullwidth letters")]
    [TestCase("\u00C5", "\u00E5", TestName = "Letter with ring")]
    [TestCase("A\u030A", "\u00E5", TestName = "Letter and ring")]
    [TestCase("\u01C4", null, TestName = "A digraph has a compatibility mapping")]
    [TestCase("\u212B", null, TestName = "So has the angstrom sign")]
    [TestCase("\u13A0", "\uAB70", TestName = "Cherokee has case")]
    [TestCase("\U00010400", "\U00010428", TestName = "Case outside the BMP")]
    [TestCase("\u1100\u1161", null, TestName = "Conjoining jamo")]
    [TestCase("\u0640", null, TestName = "Tatweel")]
    [TestCase("\u3007", "\u3007", TestName = "Ideographic number zero")]
    [TestCase("\u1C89", null, TestName = "A letter that is newer than the repertoire")]
    [Spec("RFC 8264", "8")]
    public void Mapping_and_class(string text, string? expected)
    {
        UsernameCaseMapped.TryEnforce(text, out var enforced);
        Assert.That(enforced, Is.EqualTo(expected));
    }

    [TestCase("\u05D0\u05D1", true)]
    [TestCase("\u05D0b", false)]
    [TestCase("a\u05D0", false)]
    [TestCase("\u05D01", true)]
    [TestCase("1\u05D0", false)]
    [TestCase("\u0627\u0661", true)]
    [TestCase("\u0627\u06611", false, TestName = "Arabic and European digits")]
    [TestCase("\u05D0-", false, TestName = "A neutral at the end")]
    [TestCase("\u05D0-\u05D1", true, TestName = "A neutral between")]
    [TestCase("\u05D0\u05B0", true, TestName = "A mark at the end")]
    [TestCase("\u05D0-\u05B0", false, TestName = "A mark after a neutral at the end")]
    [TestCase("\u0661", false, TestName = "Arabic digits alone")]
    [TestCase("1-", true, TestName = "Without right-to-left code points there is no rule")]
    [Spec("RFC 5893", "2")]
    public void Bidi_rule(string text, bool accepted) =>
        Assert.That(UsernameCaseMapped.TryEnforce(text, out _), Is.EqualTo(accepted));
}
