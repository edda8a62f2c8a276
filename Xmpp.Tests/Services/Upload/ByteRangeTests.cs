using Xmpp.Server.Services.Upload;

namespace Xmpp.Tests.Services.Upload;

[Case("WEB-12"), Spec("RFC 9110", "14")]
public class ByteRangeTests
{
    [TestCase("bytes=0-499", 1000, 0, 500)]
    [TestCase("bytes=500-999", 1000, 500, 500)]
    [TestCase("bytes=-500", 1000, 500, 500)]
    [TestCase("bytes=500-", 1000, 500, 500)]
    [TestCase("bytes=0-0", 1000, 0, 1)]
    [TestCase("bytes=999-5000", 1000, 999, 1)]
    [TestCase("bytes=-5000", 1000, 0, 1000)]
    [TestCase("Bytes= 1-2 ", 1000, 1, 2)]
    public void A_part_is_given(string header, long size, long first, long length)
    {
        Assert.That(ByteRange.TryRead(header, size, out var range), Is.True);
        Assert.That(range, Is.EqualTo(new ByteRange(first, length)));
    }

    [TestCase("bytes=1000-")]
    [TestCase("bytes=5000-6000")]
    [TestCase("bytes=-0")]
    public void Nothing_of_it_is_there(string header) =>
        Assert.That(ByteRange.TryRead(header, 1000, out _), Is.False);

    [TestCase(null)]
    [TestCase("")]
    [TestCase("bytes=")]
    [TestCase("bytes=-")]
    [TestCase("bytes=2-1")]
    [TestCase("bytes=a-b")]
    [TestCase("bytes=0--1")]
    [TestCase("bytes=+1-2")]
    [TestCase("bytes=0-1,5-6")]
    [TestCase("lines=0-1")]
    [TestCase("bytes=99999999999999999999-")]
    public void All_of_it_is_given(string? header)
    {
        Assert.That(ByteRange.TryRead(header, 1000, out var range), Is.Null);
        Assert.That(range, Is.EqualTo(new ByteRange(0, 1000)));
    }
}
