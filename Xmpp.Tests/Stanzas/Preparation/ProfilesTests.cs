using Xmpp.Stanzas.Preparation;

namespace Xmpp.Tests.Stanzas.Preparation;

/// <summary>What no profile takes.</summary>
public sealed class ProfilesTests
{
    // Not as test cases: an attribute holds UTF-8, which has no lone surrogates.
    [Test, Spec("RFC 8265", "3.1")]
    [Spec("RFC 4013", "2.3")]
    public void No_profile_takes_lone_surrogates()
    {
        string[] surrogates = ["\uD83D", "\uDC0E", "a\uD83Db", "a\uDC0E", "\uDC0E\uD83D"];
        Assert.Multiple(() =>
        {
            foreach (var text in surrogates)
            {
                Assert.That(UsernameCaseMapped.TryEnforce(text, out _), Is.False);
                Assert.That(OpaqueString.TryEnforce(text, out _), Is.False);
                Assert.That(Nickname.TryEnforce(text, out _), Is.False);
                Assert.That(Nickname.TryToComparable(text, out _), Is.False);
                Assert.That(Saslprep.TryPrepare(text, true, out _), Is.False);
            }
        });
    }

    [Test]
    public void Long_input_is_refused_unseen()
    {
        // Sorting these marks would take many minutes.
        var start = TimeProvider.System.GetTimestamp();
        var marks = new string('\u0301', 500_000) + new string('\u0316', 500_000);
        Assert.Multiple(() =>
        {
            Assert.That(UsernameCaseMapped.TryEnforce(marks, out _), Is.False);
            Assert.That(OpaqueString.TryEnforce(marks, out _), Is.False);
            Assert.That(Nickname.TryEnforce(marks, out _), Is.False);
            Assert.That(Saslprep.TryPrepare(marks, true, out _), Is.False);
            Assert.That(TimeProvider.System.GetElapsedTime(start), Is.LessThan(TimeSpan.FromSeconds(10)));
        });
    }

    // Where this fails, the machine lacks libicu, and every test with a letter outside ASCII fails with it.
    [Test]
    public void This_machine_has_what_preparation_needs() => Assert.That(UnicodeSupport.IsComplete, Is.True);

    // 512 that stay are 1024 octets; three more may disappear into the letter.
    [TestCase(515, true)]
    [TestCase(516, false)]
    public void Combining_marks_in_a_row(int count, bool accepted)
    {
        var marks = "a" + new string('\u0301', count - 1) + '\u0316';
        Assert.Multiple(() =>
        {
            Assert.That(UsernameCaseMapped.TryEnforce(marks, out _), Is.EqualTo(accepted));
            Assert.That(OpaqueString.TryEnforce(marks, out _), Is.EqualTo(accepted));
            Assert.That(Nickname.TryEnforce(marks, out _), Is.EqualTo(accepted));
            Assert.That(Saslprep.TryPrepare(marks, true, out _), Is.EqualTo(accepted));
            Assert.That(OpaqueString.TryEnforce(string.Concat(marks, "b", marks.AsSpan(1)), out _), Is.False);
        });
    }
}
