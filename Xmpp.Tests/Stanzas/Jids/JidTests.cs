using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Stanzas.Jids;

public sealed class JidTests
{
    [Test]
    public void Null_and_empty_parts()
    {
        Assert.Multiple(() =>
        {
            Assert.That(Jid.TryParse(null, out _), Is.False);
            Assert.That(Jid.TryCreate("", "a.example", null, out _), Is.False);
            Assert.That(Jid.TryCreate(null, "", null, out _), Is.False);
            Assert.That(Jid.TryCreate(null, "a.example", "", out _), Is.False);
            Assert.That(Jid.TryCreate("a@b", "a.example", null, out _), Is.False);
            Assert.That(Jid.TryCreate(null, "a.example/r", null, out _), Is.False);
            Assert.That(Jid.Parse("a.example").TryWithResource("", out _), Is.False);
            Assert.That(() => Jid.Parse("@"), Throws.TypeOf<FormatException>());
        });
    }

    // Not as test cases: an attribute holds UTF-8, which has no lone surrogates.
    [Test, Case("RTE-12"), Spec("RFC 7622", "3.4")]
    public void Lone_surrogates()
    {
        string[] surrogates = ["\uD83D", "\uDC0E", "a\uD83Db", "a\uDC0E", "\uDC0E\uD83D"];
        Assert.Multiple(() =>
        {
            foreach (var text in surrogates)
            {
                Assert.That(Jid.TryCreate(text, "a.example", null, out _), Is.False);
                Assert.That(Jid.TryCreate(null, text, null, out _), Is.False);
                Assert.That(Jid.TryCreate(null, "a.example", text, out _), Is.False);
                Assert.That(Jid.TryParse("a.example/" + text, out _), Is.False);
            }
        });
    }

    [Test]
    public void Bare_and_full()
    {
        var full = Jid.Parse("juliet@capulet.example/balcony");
        var bare = full.Bare;
        Assert.Multiple(() =>
        {
            Assert.That(full.IsFull, Is.True);
            Assert.That(bare.IsBare, Is.True);
            Assert.That(bare, Is.EqualTo(Jid.Parse("juliet@capulet.example")));
            Assert.That(full.Bare, Is.SameAs(bare), "made once");
            Assert.That(bare.Bare, Is.SameAs(bare));
            Assert.That(bare, Is.Not.EqualTo(full));
            Assert.That(Jid.Parse("capulet.example/r").Bare.ToString(), Is.EqualTo("capulet.example"));
        });
    }

    [Test]
    public void With_resource()
    {
        Assert.That(Jid.Parse("juliet@capulet.example/a").TryWithResource("b", out var jid), Is.True);
        Assert.That(jid!.ToString(), Is.EqualTo("juliet@capulet.example/b"));
        Assert.That(jid, Is.EqualTo(Jid.Parse("juliet@capulet.example/b")));
    }

    [Test]
    public void Operators()
    {
        var one = Jid.Parse("juliet@capulet.example");
        Assert.That(Jid.TryCreate("JULIET", "capulet.example", null, out var same), Is.True);
        Jid? none = null;
        Assert.Multiple(() =>
        {
            Assert.That(one == same, Is.True);
            Assert.That(one != same, Is.False);
            Assert.That(one == none, Is.False);
            Assert.That(none == null, Is.True);
            Assert.That(one.Equals((object)"juliet@capulet.example"), Is.False);
        });
    }

    // Every stanza has addresses, nearly all of them ASCII and already prepared.
    [Test]
    public void Prepared_ascii_allocates_only_the_result()
    {
        _ = Jid.TryParse("warm@up.example/x", out _);
        var text = new string('j', 120) + "@capulet.example/balcony";
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = Jid.TryParse(text, out var jid);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(jid!.ToString(), Is.SameAs(text), "no copy of the whole");
        // The object and its three parts.
        Assert.That(allocated, Is.LessThanOrEqualTo(64 + 264 + 56 + 40));
    }
}
