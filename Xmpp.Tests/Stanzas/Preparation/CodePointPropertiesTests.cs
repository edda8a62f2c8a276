using System.Globalization;
using System.Text;
using Xmpp.Stanzas.Preparation;

namespace Xmpp.Tests.Stanzas.Preparation;

/// <summary>The derived properties, as a whole and in samples of the RFCs' tables.</summary>
public sealed class CodePointPropertiesTests
{
    private static readonly int[] Assigned =
        [.. Enumerable.Range(0, 0x110000).Where(cp => CodePointRanges.Contains(UnicodeTables.Assigned, cp))];

    // Counted with other code from the files of Unicode 15.0: a runtime or an ICU that thinks otherwise shows here.
    [Test, Spec("RFC 8264", "8")]
    public void Numbers_of_code_points_in_unicode_15()
    {
        var counts = Assigned.CountBy(CodePointProperties.Precis).ToDictionary();
        Assert.Multiple(() =>
        {
            Assert.That(counts[DerivedProperty.ProtocolValid], Is.EqualTo(134_975));
            Assert.That(counts[DerivedProperty.FreeformValid], Is.EqualTo(13_382));
            Assert.That(counts[DerivedProperty.ContextualRuleRequired], Is.EqualTo(27));
            Assert.That(counts, Does.Not.ContainKey(DerivedProperty.Unassigned));
            Assert.That(Assigned.Count(CodePointProperties.IsIdnaValid), Is.EqualTo(133_550));
        });
    }

    [Test]
    public void The_runtime_knows_every_code_point_of_our_repertoire() =>
        Assert.That(
            Assigned.Where(cp => CharUnicodeInfo.GetUnicodeCategory(cp) == UnicodeCategory.OtherNotAssigned),
            Is.Empty);

    [Test, Spec("RFC 8264", "9.10")]
    public void Of_what_is_newer_only_symbols_are_allowed()
    {
        var allowed = Enumerable.Range(0, 0x110000).Except(Assigned)
            .Where(cp => CodePointProperties.Precis(cp)
                is not (DerivedProperty.Unassigned or DerivedProperty.Disallowed));
        Assert.That(allowed, Is.All.Matches<int>(cp =>
            CodePointProperties.Precis(cp) == DerivedProperty.FreeformValid && Rune.IsSymbol(new Rune(cp))));
    }

    [Test, Spec("RFC 8264", "7")]
    public void Every_allowed_code_point_is_stable_by_itself()
    {
        foreach (var codePoint in Assigned.Where(cp => Rune.IsValid(cp) && cp != 0xFFFE))
        {
            var text = char.ConvertFromUtf32(codePoint);
            if (UsernameCaseMapped.TryEnforce(text, out var name))
                Assert.That(UsernameCaseMapped.TryEnforce(name, out var again) ? again : null, Is.EqualTo(name));
            if (OpaqueString.TryEnforce(text, out var opaque))
                Assert.That(OpaqueString.TryEnforce(opaque, out var again) ? again : null, Is.EqualTo(opaque));
        }
    }

    [TestCase(0x002D, true)]
    [TestCase(0x002E, false)]
    [TestCase(0x0041, false)]
    [TestCase(0x0061, true)]
    [TestCase(0x00AA, false)]
    [TestCase(0x00B7, true)]
    [TestCase(0x00DF, true)]
    [TestCase(0x0130, false)]
    [TestCase(0x0131, true)]
    [TestCase(0x0149, false)]
    [TestCase(0x017F, false)]
    [TestCase(0x01C5, false)]
    [TestCase(0x01F0, true)]
    [TestCase(0x034F, false)]
    [TestCase(0x0345, false)]
    [TestCase(0x0375, true)]
    [TestCase(0x0390, true)]
    [TestCase(0x03C2, true)]
    [TestCase(0x0587, false)]
    [TestCase(0x0640, false)]
    [TestCase(0x06FD, true)]
    [TestCase(0x0F0B, true)]
    [TestCase(0x1100, false)]
    [TestCase(0x13A0, true)]
    [TestCase(0x1F80, false)]
    [TestCase(0x20D0, false)]
    [TestCase(0x2126, false)]
    [TestCase(0x3007, true)]
    [TestCase(0x302E, false)]
    [TestCase(0xA62B, true)]
    [TestCase(0xAC00, true)]
    [TestCase(0xFF21, false)]
    [TestCase(0x1D165, false)]
    [TestCase(0x20000, true)]
    [TestCase(0x2F800, false)]
    [TestCase(0xE0100, false)]
    [Spec("RFC 5892", "3")]
    public void Idna_samples(int codePoint, bool valid) =>
        Assert.That(CodePointProperties.IsIdnaValid(codePoint), Is.EqualTo(valid));

    // RFC 6452 §2: three code points of RFC 5892's table changed with Unicode 6.0, and the change is accepted.
    [TestCase(0x0CF1, true)]
    [TestCase(0x0CF2, true)]
    [TestCase(0x19DA, false)]
    [Spec("RFC 6452", "2")]
    public void Idna_changes_since_unicode_5_2(int codePoint, bool valid) =>
        Assert.That(CodePointProperties.IsIdnaValid(codePoint), Is.EqualTo(valid));
}
