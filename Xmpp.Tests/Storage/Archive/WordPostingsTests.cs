using Xmpp.Storage.Archive;

namespace Xmpp.Tests.Storage.Archive;

public class WordPostingsTests
{
    [TestCase(0L)]
    [TestCase(1_767_323_045_678_000L)]
    [TestCase(-5L, -4L, 3L)]
    [TestCase(1L, 2L, 129L, 16_513L, long.MaxValue)]
    [TestCase(long.MinValue, 0L, long.MaxValue)]
    public void Ids_come_back_as_they_were(params long[] ids) =>
        Assert.That(WordPostings.Read(WordPostings.Write(ids)), Is.EqualTo(ids));

    [Test]
    public void Messages_of_one_day_take_less_than_five_octets_each()
    {
        // A thousand of them, about a minute and a half apart.
        var ids = Enumerable.Range(0, 1000).Select(i => 1_767_323_045_678_000L + (i * 86_400_000L) + (i * i % 997)).ToArray();
        Assert.That(WordPostings.Write(ids).Length / 1000.0, Is.LessThan(5));
    }
}
