using Xmpp.Stanzas.Jids;

namespace Xmpp.Tests.Stanzas.Jids;

/// <summary>Not in parallel: other tests would push its addresses out of the shared cache.</summary>
[NonParallelizable]
public sealed class JidCacheTests
{
    [Test]
    public void The_same_text_finds_the_same_object_without_garbage()
    {
        var first = Jid.Parse("cached@capulet.example/balcony");
        var text = string.Concat("cached@capulet.example", "/balcony".AsSpan());
        _ = Jid.TryParse(text, out _);
        var before = GC.GetAllocatedBytesForCurrentThread();
        _ = Jid.TryParse(text, out var second);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.That(second, Is.SameAs(first));
        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public void Another_spelling_is_no_key()
    {
        var prepared = Jid.Parse("spelling@capulet.example");
        Assert.That(Jid.Parse("SPELLING@capulet.example"), Is.EqualTo(prepared));
        Assert.That(Jid.Parse("spelling@capulet.example"), Is.SameAs(prepared));
    }

    [Test]
    public void It_never_holds_more_than_its_slots()
    {
        var cache = new JidCache(slotCount: 8);
        var jids = Enumerable.Range(0, 1000).Select(i => Jid.Parse($"user{i}@capulet.example")).ToArray();
        foreach (var jid in jids)
        {
            cache.Add(jid);
            Assert.That(cache.Find(jid.ToString(), jid.GetHashCode()), Is.SameAs(jid), "the newest is there");
        }
        var held = jids.Count(jid => cache.Find(jid.ToString(), jid.GetHashCode()) is not null);
        Assert.That(held, Is.InRange(1, 8));
    }

    [Test]
    public void Two_addresses_that_collide_are_both_kept_and_a_third_replaces_the_older()
    {
        var cache = new JidCache(slotCount: 2);
        var colliding = Enumerable.Range(0, 3).Select(i => Jid.Parse($"user{i}@capulet.example")).ToArray();
        Array.ForEach(colliding, cache.Add);
        Assert.Multiple(() =>
        {
            Assert.That(Find(colliding[0]), Is.Null);
            Assert.That(Find(colliding[1]), Is.SameAs(colliding[1]));
            Assert.That(Find(colliding[2]), Is.SameAs(colliding[2]));
        });

        Jid? Find(Jid jid) => cache.Find(jid.ToString(), jid.GetHashCode());
    }

    // Outsiders choose the addresses, so neither their number nor their length may decide about memory.
    [TestCase(JidCache.MaxTextLength, true)]
    [TestCase(JidCache.MaxTextLength + 1, false)]
    public void Long_addresses_are_not_kept(int length, bool kept)
    {
        var jid = Jid.Parse("a.example/" + new string('r', length - "a.example/".Length));
        var cache = new JidCache(slotCount: 2);
        cache.Add(jid);
        Assert.That(cache.Find(jid.ToString(), jid.GetHashCode()), kept ? Is.SameAs(jid) : Is.Null);
    }

    [Test]
    public void Threads_share_it()
    {
        var texts = Enumerable.Range(0, 64).Select(i => $"user{i}@capulet.example/r").ToArray();
        var wrong = 0;
        Parallel.For(0, 20_000, i =>
        {
            var text = texts[i % texts.Length];
            if (!Jid.TryParse(text, out var jid) || jid.ToString() != text)
                Interlocked.Increment(ref wrong);
        });
        Assert.That(wrong, Is.Zero);
    }
}
