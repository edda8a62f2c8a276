using System.Text;

namespace Xmpp.Tests.Wire;

public sealed class WireTextTests
{
    private static string Expand(string text, WireCaptures? captures = null) =>
        Encoding.Latin1.GetString(WireText.Expand(text, captures ?? WireCaptures.None));

    [TestCase("plain", "plain")]
    [TestCase("costs $5", "costs $5")]
    [TestCase("\\$x", "$x")]
    [TestCase("a\\\\b", "a\\b")]
    [TestCase("\\xED\\xA0\\x80", "\u00ED\u00A0\u0080")]
    [TestCase("[\\{3×ab}]", "[ababab]")]
    [TestCase("\\b64{\\x00juliet\\x00secret}", "AGp1bGlldABzZWNyZXQ=")]
    [TestCase("\\{2×\\b64{a}}", "YQ==YQ==")]
    public void Expands_escapes(string text, string bytes) => Assert.That(Expand(text), Is.EqualTo(bytes));

    [Test]
    public void Text_outside_ASCII_is_UTF8() =>
        Assert.That(WireText.Expand("é🐎", WireCaptures.None), Is.EqualTo("é🐎"u8.ToArray()));

    [Test]
    public void Captures_stand_for_what_was_captured() =>
        Assert.That(Expand("r=$nonce,x", WireCaptures.None.With("nonce", "{}\\$a")), Is.EqualTo("r={}\\$a,x"));

    [TestCase("$x")]
    [TestCase("\\q{a}")]
    [TestCase("\\b64{a")]
    [TestCase("\\{x×a}")]
    [TestCase("a\\")]
    [TestCase("\\proof{SHA-1|a}")]
    public void A_mistake_is_an_error(string text) => Assert.That(() => Expand(text), Throws.TypeOf<FormatException>());

    [Test]
    [Spec("RFC 5802", "5")]
    public void Proof_and_signature_are_those_of_the_example_for_SHA_1()
    {
        const string Arguments = "SHA-1|pencil|n=user,r=fyko+d2lbbFgONRv9qkxdawL|"
            + "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096|"
            + "c=biws,r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j";
        Assert.Multiple(() =>
        {
            Assert.That(Expand($"\\proof{{{Arguments}}}"), Is.EqualTo("v0X8v3Bz2T0CJGbJQyF0X+HI4Ts="));
            Assert.That(Expand($"\\signature{{{Arguments}}}"), Is.EqualTo("rmF9pqV8S7suAoZWja4dJRkFsKQ="));
        });
    }

    [Test]
    [Spec("RFC 7677", "3")]
    public void Proof_and_signature_are_those_of_the_example_for_SHA_256()
    {
        var captures = WireCaptures.None.With("r", "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
        const string Arguments = "SHA-256|pencil|n=user,r=rOprNGfwEbeRWgbNEkqO|"
            + "r=$r,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096|c=biws,r=$r";
        Assert.Multiple(() =>
        {
            Assert.That(Expand($"\\proof{{{Arguments}}}", captures),
                Is.EqualTo("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="));
            Assert.That(Expand($"\\signature{{{Arguments}}}", captures),
                Is.EqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="));
        });
    }
}
