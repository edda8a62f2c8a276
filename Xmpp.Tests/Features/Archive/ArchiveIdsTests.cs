using Xmpp.Server.Features.Archive;

namespace Xmpp.Tests.Features.Archive;

[Spec("XEP-0359", "6"), Case("MAM-04")]
public class ArchiveIdsTests
{
    private static readonly byte[] s_key = [.. Enumerable.Range(1, ArchiveIds.KeySize).Select(i => (byte)i)];

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(1_767_323_045_000_000)]
    [TestCase(long.MaxValue)]
    [TestCase(-1)]
    public void An_id_is_read_back_by_its_owner_only(long id)
    {
        using var ids = new ArchiveIds(s_key);
        var text = ids.Write(id, 42);
        Assert.That(ids.TryRead(text, 42, out var read), Is.True);
        Assert.That(read, Is.EqualTo(id));
        Assert.That(ids.TryRead(text, 43, out _), Is.False);
        using var other = new ArchiveIds([.. s_key.Reverse()]);
        Assert.That(other.TryRead(text, 42, out _), Is.False);
        using var restarted = new ArchiveIds(s_key);
        Assert.That(restarted.TryRead(text, 42, out _), Is.True);
    }

    [Test]
    public void There_is_one_spelling()
    {
        using var ids = new ArchiveIds(s_key);
        var text = ids.Write(7, 42);
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= \n";
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var c in Alphabet.Where(c => c != text[i]))
                Assert.That(ids.TryRead(text[..i] + c + text[(i + 1)..], 42, out _), Is.False);
        }
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("7")]
    [TestCase("1767323045000000")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("AAAAAAAAAAAAAAAAAAAAAA==")]
    [TestCase("ÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄÄ")]
    [TestCase("                      ")]
    [TestCase("A A A A A A A A A A A ")]
    [TestCase("' OR 1=1; --' OR 1=1; ")]
    public void Anything_else_is_none(string? text)
    {
        using var ids = new ArchiveIds(s_key);
        Assert.That(ids.TryRead(text, 42, out _), Is.False);
    }

    [Test]
    public void Neighbours_look_nothing_alike()
    {
        using var ids = new ArchiveIds(s_key);
        var texts = Enumerable.Range(0, 1000).Select(i => ids.Write(1_767_323_045_000_000 + i, 42)).ToList();
        Assert.That(texts, Is.Unique);
        Assert.That(texts.Select(t => t[..4]).Distinct().Count(), Is.GreaterThan(990));
    }

    [Test]
    public void Threads_do_not_disturb_each_other()
    {
        using var ids = new ArchiveIds(s_key);
        var wrong = 0;
        Parallel.For(0, 20_000, i =>
        {
            if (!ids.TryRead(ids.Write(i, i % 7), i % 7, out var read) || read != i)
                Interlocked.Increment(ref wrong);
        });
        Assert.That(wrong, Is.Zero);
    }
}
