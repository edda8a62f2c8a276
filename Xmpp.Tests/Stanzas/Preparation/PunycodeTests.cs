using Xmpp.Stanzas.Preparation;

namespace Xmpp.Tests.Stanzas.Preparation;

public sealed class PunycodeTests
{
    [TestCase("\u0644\u064A\u0647\u0645\u0627\u0628\u062A\u0643\u0644\u0645\u0648\u0634\u0639\u0631\u0628\u064A\u061F",
        "egbpdaj6bu4bxfgehfvwxn", TestName = "A, Arabic")]
    [TestCase("\u4ED6\u4EEC\u4E3A\u4EC0\u4E48\u4E0D\u8BF4\u4E2D\u6587", "ihqwcrb4cv8a8dqg056pqjye",
        TestName = "B, Chinese (simplified)")]
    [TestCase("\u4ED6\u5011\u7232\u4EC0\u9EBD\u4E0D\u8AAA\u4E2D\u6587", "ihqwctvzc91f659drss3x8bo0yb",
        TestName = "C, Chinese (traditional)")]
    [TestCase("Pro\u010Dprost\u011Bnemluv\u00ED\u010Desky", "Proprostnemluvesky-uyb24dma41a", TestName = "D, Czech")]
    [TestCase("3\u5E74B\u7D44\u91D1\u516B\u5148\u751F", "3B-ww4c5e180e575a65lsy2b", TestName = "L, mixed")]
    [TestCase("Hello-Another-Way-\u305D\u308C\u305E\u308C\u306E\u5834\u6240",
        "Hello-Another-Way--fc4qua05auwb3674vfr0b", TestName = "N, hyphens")]
    [TestCase("\u305D\u306E\u30B9\u30D4\u30FC\u30C9\u3067", "d9juau41awczczp", TestName = "R, kana")]
    [TestCase("-> $1.00 <-", "-> $1.00 <--", TestName = "S, ASCII only")]
    [Spec("RFC 3492", "7.1")]
    public void Samples(string text, string encoded)
    {
        Assert.That(Punycode.Encode(text), Is.EqualTo(encoded));
        Assert.That(Punycode.TryDecode(encoded, out var decoded), Is.True);
        Assert.That(decoded, Is.EqualTo(text));
    }

    [TestCase("b1abfaaepdrnnbgefbaDotcwatmq2g4l", TestName = "Capitals are digits too")]
    [Spec("RFC 3492", "5")]
    public void Decoded(string encoded)
    {
        Assert.That(Punycode.TryDecode(encoded, out var decoded), Is.True);
        Assert.That(Punycode.Encode(decoded!), Is.EqualTo(encoded.ToLowerInvariant()));
    }

    [TestCase("9", TestName = "The last integer does not end")]
    [TestCase("99999999", TestName = "Beyond the last code point")]
    [TestCase("99999999999999999999999999999999", TestName = "Overflow")]
    [TestCase("a!b", TestName = "No digit")]
    [TestCase("\u00FC-abc", TestName = "A basic code point that is none")]
    [TestCase("ib9b", TestName = "A surrogate")]
    [Spec("RFC 3492", "6.2")]
    public void Undecodable(string encoded) => Assert.That(Punycode.TryDecode(encoded, out _), Is.False);
}
