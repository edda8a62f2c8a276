using Xmpp.Stanzas.Preparation;

namespace Xmpp.Tests.Stanzas.Preparation;

/// <summary>The contextual rules of RFC 5892 appendix A, one by one.</summary>
public sealed class ContextualRulesTests
{
    [TestCase("\u0915\u094D\u200C\u0937", true, TestName = "Non-joiner after a virama")]
    [TestCase("\u0628\u200C\u0628", true, TestName = "Non-joiner between dual-joining letters")]
    [TestCase("\u0628\u064E\u200C\u064E\u0627", true, TestName = "Non-joiner with transparent marks around it")]
    [TestCase("\u0627\u200C\u0628", false, TestName = "Non-joiner after a right-joining letter")]
    [TestCase("\u0628\u200C", false, TestName = "Non-joiner at the end")]
    [TestCase("\u200C\u0628", false, TestName = "Non-joiner at the start")]
    [TestCase("\u064E\u200C\u0628", false, TestName = "Non-joiner after marks only")]
    [TestCase("a\u200Cb", false, TestName = "Non-joiner between Latin letters")]
    [TestCase("\U00010AC1\u200C\U00010AC1", true, TestName = "Non-joiner between letters outside the BMP")]
    [Spec("RFC 5892", "A.1")]
    public void Zero_width_non_joiner(string text, bool satisfied) => Check(text, satisfied);

    [TestCase("\u0915\u094D\u200D", true)]
    [TestCase("\U00011000\U00011046\u200D", true, TestName = "A virama outside the BMP")]
    [TestCase("\u0915\u200D", false)]
    [TestCase("\u200D", false)]
    [TestCase("\u0628\u200D\u0628", false)]
    [Spec("RFC 5892", "A.2")]
    public void Zero_width_joiner(string text, bool satisfied) => Check(text, satisfied);

    [TestCase("l\u00B7l", true)]
    [TestCase("l\u00B7", false)]
    [TestCase("\u00B7l", false)]
    [TestCase("l\u00B7a", false)]
    [TestCase("l\u00B7l\u00B7l", true)]
    [Spec("RFC 5892", "A.3")]
    public void Middle_dot(string text, bool satisfied) => Check(text, satisfied);

    [TestCase("\u0375\u03B1", true)]
    [TestCase("\u0375a", false)]
    [TestCase("\u03B1\u0375", false)]
    [Spec("RFC 5892", "A.4")]
    public void Keraia(string text, bool satisfied) => Check(text, satisfied);

    [TestCase("\u05D0\u05F3", true)]
    [TestCase("\u05D0\u05F4", true)]
    [TestCase("a\u05F3", false)]
    [TestCase("\u05F3\u05D0", false)]
    [TestCase("\u05F4", false)]
    [Spec("RFC 5892", "A.5")]
    [Spec("RFC 5892", "A.6")]
    public void Geresh_and_gershayim(string text, bool satisfied) => Check(text, satisfied);

    [TestCase("\u30FB\u30AB", true)]
    [TestCase("\u3042\u30FB", true)]
    [TestCase("\u4E00\u30FB", true)]
    [TestCase("\U00020000\u30FB", true, TestName = "Han outside the BMP")]
    [TestCase("a\u30FBb", false)]
    [TestCase("\u30FB", false)]
    [Spec("RFC 5892", "A.7")]
    public void Katakana_middle_dot(string text, bool satisfied) => Check(text, satisfied);

    [TestCase("\u0660\u0669", true)]
    [TestCase("\u06F0\u06F9", true)]
    [TestCase("\u0660\u06F0", false)]
    [TestCase("\u06F0\u0660", false)]
    [Spec("RFC 5892", "A.8")]
    [Spec("RFC 5892", "A.9")]
    public void Arabic_digits(string text, bool satisfied) => Check(text, satisfied);

    private static void Check(string text, bool satisfied) =>
        Assert.That(ContextualRules.AreSatisfied(text), Is.EqualTo(satisfied));
}
