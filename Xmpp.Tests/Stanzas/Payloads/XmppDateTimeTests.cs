using Xmpp.Stanzas.Payloads;

namespace Xmpp.Tests.Stanzas.Payloads;

[Spec("XEP-0082", "3.2")]
public class XmppDateTimeTests
{
    [TestCase("1969-07-21T02:56:15Z", "1969-07-21T02:56:15Z")]
    [TestCase("1969-07-20T21:56:15-05:00", "1969-07-21T02:56:15Z")]
    [TestCase("2026-01-02T03:04:05.678Z", "2026-01-02T03:04:05.678Z")]
    public void Read_and_written(string text, string expected)
    {
        Assert.That(XmppDateTime.TryParse(text, out var time), Is.True);
        Assert.That(XmppDateTime.Format(time), Is.EqualTo(expected));
    }

    [TestCase("1969-07-21")]
    [TestCase("02:56:15")]
    [TestCase("1969-07-21T02:56:15")]
    [TestCase("yesterday at about noon Z")]
    [TestCase("")]
    [TestCase(null)]
    public void Refused(string? text) => Assert.That(XmppDateTime.TryParse(text, out _), Is.False);
}
