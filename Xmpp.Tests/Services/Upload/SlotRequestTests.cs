using System.Xml.Linq;
using Xmpp.Server.Services.Upload;

namespace Xmpp.Tests.Services.Upload;

[Case("WEB-11"), Spec("XEP-0363", "4")]
public class SlotRequestTests
{
    private static readonly XNamespace s_ns = "urn:xmpp:http:upload:0";
    private static readonly XNamespace s_purpose = "urn:xmpp:http:upload:purpose:0";

    [TestCase("1", 1)]
    [TestCase("23456", 23456)]
    [TestCase("+7", 7)]
    [TestCase("007", 7)]
    [TestCase("9223372036854775807", long.MaxValue)]
    [TestCase("9223372036854775808", long.MaxValue, Description = "2^63 is too large, not malformed")]
    [TestCase("99999999999999999999999999", long.MaxValue)]
    [TestCase("0", null)]
    [TestCase("-1", null)]
    [TestCase("abc", null)]
    [TestCase("", null)]
    [TestCase(null, null)]
    [TestCase("1.5", null)]
    [TestCase("1e3", null)]
    [TestCase("0x10", null)]
    [TestCase("1 000", null)]
    [TestCase("١٢", null)]
    public void A_size_is_a_positive_whole_number(string? text, long? size)
    {
        Assert.That(SlotRequest.TryReadSize(text, out var read), Is.EqualTo(size is not null));
        Assert.That(read, Is.EqualTo(size ?? 0));
    }

    [Test]
    public void A_size_of_a_million_digits_costs_nothing() =>
        Assert.That(SlotRequest.TryReadSize(new string('9', 1_000_000), out _), Is.False);

    [TestCase("image/jpeg", "image/jpeg")]
    [TestCase("text/plain; charset=utf-8", "text/plain; charset=utf-8")]
    [TestCase(null, null)]
    [TestCase("", null)]
    public void A_type_goes_into_a_header_as_it_was_said(string? said, string? type)
    {
        Assert.That(SlotRequest.TryRead(Request(said), out var request, out _), Is.True);
        Assert.That(request!.ContentType, Is.EqualTo(type));
    }

    [TestCase("image")]
    [TestCase("image/*")]
    [TestCase("text/html\r\nSet-Cookie: a=b")]
    [TestCase("text/html;\u00e4=1")]
    public void What_is_no_type_is_refused(string said)
    {
        Assert.That(SlotRequest.TryRead(Request(said), out _, out var error), Is.False);
        Assert.That(error!.Condition, Is.EqualTo("bad-request"));
    }

    [Test, Spec("XEP-0363", "5")]
    public void A_purpose_is_read_and_without_one_it_is_a_message()
    {
        Assert.That(PurposeOf(), Is.EqualTo("Message"));
        Assert.That(PurposeOf(new XElement(s_purpose + "message")), Is.EqualTo("Message"));
        Assert.That(PurposeOf(new XElement(s_purpose + "profile")), Is.EqualTo("Profile"));
        Assert.That(PurposeOf(new XElement(s_purpose + "permanent")), Is.EqualTo("Permanent"));
        Assert.That(
            PurposeOf(new XElement(s_purpose + "ephemeral", new XAttribute("expire-before", "2025-09-10T23:08:25Z"))),
            Is.EqualTo("Ephemeral"));
        Assert.That(PurposeOf(new XElement(s_purpose + "ephemeral")), Is.EqualTo("bad-request"));
        Assert.That(
            PurposeOf(new XElement(s_purpose + "ephemeral", new XAttribute("expire-before", "tomorrow"))), Is.EqualTo("bad-request"));
        Assert.That(PurposeOf(new XElement(s_purpose + "message"), new XElement(s_purpose + "profile")), Is.EqualTo("bad-request"));
        Assert.That(PurposeOf(new XElement(s_purpose + "art")), Is.EqualTo("feature-not-implemented"));
    }

    private static string? PurposeOf(params object[] children) =>
        SlotRequest.TryRead(Request(null, children), out var request, out var error)
            ? request.Purpose.ToString()
            : error.Condition;

    private static XElement Request(string? type, params object[] children) => new(
        s_ns + "request", new XAttribute("filename", "a.jpg"), new XAttribute("size", "5"),
        type is null ? null : new XAttribute("content-type", type), children);
}
