using Xmpp.Server.Federation.Dialback;

namespace Xmpp.Tests.Federation;

/// <summary>Keys of XEP-0185, and what they are good for.</summary>
public class DialbackKeysTests
{
    private static readonly DialbackKeys Keys = new("s3cr3tf0rd14lb4ck"u8);

    [Test, Spec("XEP-0185", "3")]
    public void The_example_of_the_specification() => Assert.That(
        Keys.Make("xmpp.example.com", "example.org", "D60000229F"),
        Is.EqualTo("37c69b1cf07a3f67c04a5ef5902fa5114f2c76fe4a2686482ba5b89323075643"));

    [Test, Spec("XEP-0220", "2.1.1")]
    public void The_other_example() => Assert.That(
        Keys.Make("montague.example", "capulet.example", "D60000229F"),
        Is.EqualTo("b4835385f37fe2895af6c196b59097b16862406db80559900d96bf6fa7d23df3"));

    // CVE-2016-0756: without separators "example.inform.example.org" has two readings.
    [TestCase("example.info", "rm.example.org", "1", "example.in", "form.example.org", "1")]
    [TestCase("a.example", "b.example", "1", "b.example", "a.example", "1")]
    [TestCase("a.example", "b.example", "1", "a.example", "b.example", "2")]
    [TestCase("a.example", "b.example", "12", "a.example", "b.example1", "2")]
    public void A_key_is_good_for_its_own_triple_only(string r1, string o1, string id1, string r2, string o2, string id2)
    {
        var key = Keys.Make(r1, o1, id1);
        Assert.That(Keys.IsGood(key, r1, o1, id1), Is.True);
        Assert.That(Keys.IsGood(key, r2, o2, id2), Is.False);
        Assert.That(Keys.IsGood(key.ToUpperInvariant(), r1, o1, id1), Is.False);
        Assert.That(Keys.IsGood("", r1, o1, id1), Is.False);
    }

    [Test]
    public void Another_secret_makes_another_key() => Assert.That(
        new DialbackKeys("other"u8).Make("a", "b", "c"), Is.Not.EqualTo(Keys.Make("a", "b", "c")));
}
