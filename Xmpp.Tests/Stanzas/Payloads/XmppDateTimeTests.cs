using Xmpp.Stanzas.Payloads;

namespace Xmpp.Tests.Stanzas.Payloads;

[Spec("XEP-0082", "3.2")]
public class XmppDateTimeTests
{
    [TestCase("1969-07-21T02:56:15Z", "1969-07-21T02:56:15Z")]
    [TestCase("1969-07-20T21:56:15-05:00", "1969-07-21T02:56:15Z")]
    [TestCase("2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.678Z")]
    [TestCase("2026-01-02T03:04:05.6Z", "2026-01-02T03:04:05.600Z")]
    [TestCase("2026-01-02T03:04:05.123456789012Z", "2026-01-02T03:04:05.123Z")]
    [TestCase("2026-01-02T03:04:05.000Z", "2026-01-02T03:04:05Z")]
    [TestCase("2026-01-02T03:04:05.5+05:30", "2026-01-01T21:34:05.500Z")]
    [TestCase("2024-02-29T00:00:00+00:00", "2024-02-29T00:00:00Z")]
    public void Read_and_written(string text, string expected)
    {
        Assert.That(XmppDateTime.TryParse(text, out var time), Is.True);
        Assert.That(XmppDateTime.Format(time), Is.EqualTo(expected));
    }

    [TestCase("2026-01-02T03:04:05.0000009Z", "2026-01-02T03:04:05Z")]
    [TestCase("2026-01-02T03:04:05.000001Z", "2026-01-02T03:04:05.000001Z")]
    [TestCase("2026-01-02T03:04:05.5+05:30", "2026-01-01T21:34:05.500000Z")]
    public void To_the_microsecond(string text, string expected)
    {
        Assert.That(XmppDateTime.TryParse(text, out var time), Is.True);
        Assert.That(XmppDateTime.FormatMicroseconds(time), Is.EqualTo(expected));
    }

    [TestCase("1969-07-21")]
    [TestCase("02:56:15")]
    [TestCase("1969-07-21T02:56:15")]
    [TestCase("yesterday at about noon Z")]
    [TestCase("2026-01-02 03:04:05Z")]
    [TestCase("2026-01-02T03:04Z")]
    [TestCase("2026-1-2T03:04:05Z")]
    [TestCase("2026-01-02T03:04:05z")]
    [TestCase("2026-01-02T03:04:05.Z")]
    [TestCase("2026-01-02T03:04:05,5Z")]
    [TestCase("2026-01-02T03:04:05.5")]
    [TestCase("2026-01-02T03:04:05.5x")]
    [TestCase("2026-01-02T03:04:05 Z")]
    [TestCase(" 2026-01-02T03:04:05Z")]
    [TestCase("2026-02-29T00:00:00Z")]
    [TestCase("2026-01-02T25:04:05Z")]
    [TestCase("2026-01-02T03:04:05+25:00")]
    [TestCase("20260102T03:04:05")]
    [TestCase("0001-01-01T00:00:00+14:00")]
    [TestCase("9999-12-31T23:59:59-14:00")]
    [TestCase("٢٠٢٦-01-02T03:04:05Z")]
    [TestCase("")]
    [TestCase(null)]
    public void Refused(string? text) => Assert.That(XmppDateTime.TryParse(text, out _), Is.False);
}
