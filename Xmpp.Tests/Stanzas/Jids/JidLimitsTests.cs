using System.Text;
using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Stanzas.Jids;

/// <summary>1 to 1023 octets for each part, after preparation; DNS has shorter limits (RFC 1034 §3.1).</summary>
[Spec("RFC 7622", "3.1")]
[Case("RTE-11")]
public sealed class JidLimitsTests
{
    [TestCase('a', 1023, true)]
    [TestCase('a', 1024, false)]
    [TestCase('A', 1023, true)]
    [TestCase('A', 1024, false)]
    [TestCase('\u3042', 341, true, TestName = "Localpart of 1023 octets")]
    [TestCase('\u3042', 342, false, TestName = "Localpart of 1026 octets")]
    [TestCase('\u023A', 341, true, TestName = "Localpart that grows to 1023 octets in lower case")]
    [TestCase('\u023A', 342, false, TestName = "Localpart that grows from 684 to 1026 octets in lower case")]
    [TestCase('\uFF21', 1023, true, TestName = "Localpart that shrinks from 3069 to 1023 octets")]
    [TestCase('\uFF21', 1024, false, TestName = "Localpart that shrinks from 3072 to 1024 octets")]
    public void Localpart(char letter, int count, bool accepted)
    {
        var created = Jid.TryCreate(new string(letter, count), "a.example", null, out var jid);
        Assert.That(created, Is.EqualTo(accepted));
        Assert.That(Jid.TryParse(new string(letter, count) + "@a.example", out var parsed), Is.EqualTo(accepted));
        Assert.That(parsed, Is.EqualTo(jid));
        if (jid is not null)
            Assert.That(Encoding.UTF8.GetByteCount(jid.Local!), Is.EqualTo(1023));
    }

    [TestCase('a', 1023, true)]
    [TestCase('a', 1024, false)]
    [TestCase('\u20AC', 341, true, TestName = "Resourcepart of 1023 octets")]
    [TestCase('\u20AC', 342, false, TestName = "Resourcepart of 1026 octets")]
    [TestCase('\u212A', 1023, true, TestName = "Resourcepart that shrinks from 3069 to 1023 octets")]
    [TestCase('\u212A', 1024, false, TestName = "Resourcepart that shrinks from 3072 to 1024 octets")]
    public void Resourcepart(char letter, int count, bool accepted)
    {
        var created = Jid.Parse("juliet@a.example").TryWithResource(new string(letter, count), out var jid);
        Assert.That(created, Is.EqualTo(accepted));
        var text = "juliet@a.example/" + new string(letter, count);
        Assert.That(Jid.TryParse(text, out var parsed), Is.EqualTo(accepted));
        Assert.That(parsed, Is.EqualTo(jid));
    }

    [Test]
    public void Nothing_that_could_fit_is_refused_for_the_length_of_its_decomposed_form()
    {
        // U+0390: two octets, three UTF-16 units when decomposed.
        var decomposed = string.Concat(Enumerable.Repeat("\u03B9\u0308\u0301", 511));
        Assert.That(Jid.TryCreate(decomposed, "a.example", decomposed, out var jid), Is.True);
        Assert.That(jid!.Local, Is.EqualTo(new string('\u0390', 511)));
    }

    [Test]
    public void All_parts_at_their_limits()
    {
        var domain = string.Join('.', Enumerable.Repeat(new string('a', 63), 3).Append(new string('b', 61)));
        var text = $"{new string('l', 1023)}@{domain}/{new string('r', 1023)}";
        Assert.That(Jid.TryParse(text, out var jid), Is.True);
        Assert.That(jid!.ToString(), Is.EqualTo(text));
    }

    [TestCase(63, true)]
    [TestCase(64, false)]
    [Spec("RFC 1034", "3.1")]
    public void Label(int length, bool accepted) =>
        Assert.That(Jid.TryParse(new string('a', length) + ".example", out _), Is.EqualTo(accepted));

    [TestCase(61, true)]
    [TestCase(62, false)]
    [Spec("RFC 1034", "3.1")]
    public void Name(int lastLabel, bool accepted)
    {
        var name = string.Join('.', Enumerable.Repeat(new string('a', 63), 3).Append(new string('b', lastLabel)));
        Assert.Multiple(() =>
        {
            Assert.That(name, Has.Length.EqualTo(192 + lastLabel));
            Assert.That(Jid.TryParse(name, out _), Is.EqualTo(accepted));
            Assert.That(Jid.TryParse(name + ".", out _), Is.EqualTo(accepted), "the final dot does not count");
            Assert.That(Jid.TryParse(name.ToUpperInvariant(), out _), Is.EqualTo(accepted));
        });
    }

    // "xn--" and 59 octets of Punycode; each further letter of the same kind costs one octet.
    [Test, Spec("RFC 5891", "4.2.4")]
    public void A_label_is_measured_in_its_encoded_form()
    {
        var longest = 0;
        for (var length = 1; length <= 80; length++)
        {
            if (Jid.TryParse(new string('\u00FC', length) + ".example", out _))
                longest = length;
        }
        Assert.That(longest, Is.InRange(50, 58));
        Assert.That(Jid.TryParse(new string('\u00FC', longest) + ".example", out var jid), Is.True);
        Assert.That(Xmpp.Stanzas.Preparation.DomainName.ToALabels(jid!.Domain).IndexOf('.'), Is.LessThanOrEqualTo(63));
    }

    [TestCase('a')]
    [TestCase('\u0301')]
    [TestCase('\u200C')]
    [TestCase('\uD83D')]
    [TestCase('.')]
    [TestCase('@')]
    [TestCase('\0')]
    public void Huge_strings_are_refused(char c)
    {
        var huge = new string(c, 1_000_000);
        Assert.Multiple(() =>
        {
            Assert.That(Jid.TryParse(huge, out _), Is.False);
            Assert.That(Jid.TryParse("a.example/" + huge, out _), Is.False);
            Assert.That(Jid.TryCreate(huge, "a.example", null, out _), Is.False);
            Assert.That(Jid.TryCreate(null, huge, null, out _), Is.False);
            Assert.That(Jid.TryCreate(null, "a.example", huge, out _), Is.False);
        });
    }
}
