using Xmpp.Server.Federation.Identity;

namespace Xmpp.Tests.Federation.Identity;

/// <summary>Which names of a certificate stand for a domain.</summary>
[Spec("RFC 9525", "6.3"), Case("S2S-04")]
public class NameMatchTests
{
    // DNS-ID
    [TestCase("dns:capulet.example", "capulet.example", true)]
    [TestCase("dns:CAPULET.Example", "capulet.example", true)]
    [TestCase("dns:montague.example", "capulet.example", false)]
    [TestCase("dns:chat.capulet.example", "capulet.example", false)]
    [TestCase("dns:capulet.example", "chat.capulet.example", false)]
    [TestCase("dns:capulet.example.evil.example", "capulet.example", false)]
    [TestCase("dns:capulet.example.", "capulet.example", false)]
    [TestCase("dns:.capulet.example", "capulet.example", false)]
    [TestCase("dns:", "capulet.example", false)]
    [TestCase("dns:capulet.example\0.evil.example", "capulet.example", false)]
    [TestCase("dns:capulet.example\0", "capulet.example", false)]
    [TestCase("dns:capulet.example, DNS:evil.example", "capulet.example", false)]
    [TestCase("dns:evil.example\nDNS:capulet.example", "capulet.example", false)]
    [TestCase("dns: capulet.example", "capulet.example", false)]
    // Wildcards: the whole left-most label, for exactly one label.
    [TestCase("dns:*.capulet.example", "chat.capulet.example", true)]
    [TestCase("dns:*.capulet.example", "capulet.example", false)]
    [TestCase("dns:*.capulet.example", "a.chat.capulet.example", false)]
    [TestCase("dns:*.*.example", "chat.capulet.example", false)]
    [TestCase("dns:chat.*.example", "chat.capulet.example", false)]
    [TestCase("dns:ch*.capulet.example", "chat.capulet.example", false)]
    [TestCase("dns:*t.capulet.example", "chat.capulet.example", false)]
    [TestCase("dns:xn--*.capulet.example", "xn--mnchen-3ya.capulet.example", false)]
    [TestCase("dns:*", "capulet.example", false)]
    [TestCase("dns:*", "localhost", false)]
    [TestCase("dns:*.", "capulet.example", false)]
    [TestCase("dns:*.example", "capulet.example", false)]
    [TestCase("dns:**.capulet.example", "chat.capulet.example", false)]
    // IDNA: certificates have A-labels, addresses have U-labels.
    [TestCase("dns:xn--mnchen-3ya.example", "münchen.example", true)]
    [TestCase("dns:XN--MNCHEN-3YA.example", "münchen.example", true)]
    [TestCase("dns:xn--mnchen-3ya.example", "munchen.example", false)]
    [TestCase("dns:münchen.example", "münchen.example", false)]
    [TestCase("dns:*.xn--mnchen-3ya.example", "bücher.münchen.example", true)]
    [TestCase("dns:xn--cpulet-3nf.example", "capulet.example", false)]
    // SRV-ID
    [TestCase("srv:_xmpp-server.capulet.example", "capulet.example", true)]
    [TestCase("srv:_XMPP-Server.capulet.example", "capulet.example", true)]
    [TestCase("srv:_xmpp-client.capulet.example", "capulet.example", false)]
    [TestCase("srv:_imaps.capulet.example", "capulet.example", false)]
    [TestCase("srv:xmpp-server.capulet.example", "capulet.example", false)]
    [TestCase("srv:_xmpp-server._tcp.capulet.example", "capulet.example", false)]
    [TestCase("srv:_xmpp-server.xn--mnchen-3ya.example", "münchen.example", true)]
    [TestCase("srv:_xmpp-server.*.capulet.example", "chat.capulet.example", true)]
    [TestCase("srv:_xmpp-server.capulet.example\0", "capulet.example", false)]
    [TestCase("srv:capulet.example", "capulet.example", false)]
    [TestCase("utf8srv:_xmpp-server.capulet.example", "capulet.example", false)]
    [TestCase("dns:_xmpp-server.capulet.example", "capulet.example", false)]
    // xmppAddr: a domainpart, and prepared before it is compared.
    [TestCase("xmpp:capulet.example", "capulet.example", true)]
    [TestCase("xmpp:Capulet.EXAMPLE", "capulet.example", true)]
    [TestCase("xmpp:münchen.example", "münchen.example", true)]
    [TestCase("xmpp:xn--mnchen-3ya.example", "münchen.example", true)]
    [TestCase("xmpp:juliet@capulet.example", "capulet.example", false)]
    [TestCase("xmpp:capulet.example/balcony", "capulet.example", false)]
    [TestCase("xmpp:*.capulet.example", "chat.capulet.example", false)]
    [TestCase("xmpp:capulet.example\0", "capulet.example", false)]
    [TestCase("xmpp:", "capulet.example", false)]
    // Other kinds are no names of a server.
    [TestCase("mail:capulet.example", "capulet.example", false)]
    [TestCase("uri:xmpp:capulet.example", "capulet.example", false)]
    // IP-ID (RFC 9525 §6.4): octets, never text.
    [TestCase("ip:192.0.2.1", "192.0.2.1", true)]
    [TestCase("ip:192.0.2.2", "192.0.2.1", false)]
    [TestCase("dns:192.0.2.1", "192.0.2.1", false)]
    [TestCase("ip:2001:db8::1", "[2001:db8::1]", true)]
    [TestCase("ip:192.0.2.1", "capulet.example", false)]
    public void One_name(string presented, string domain, bool matches)
    {
        Assert.That(SubjectAltNames.TryRead(Forge.San(presented).RawData, out var names));
        Assert.That(NameMatch.Find(names, domain), matches ? Is.Not.Null : Is.Null);
    }

    [Test]
    public void Names_beside_it_do_no_harm()
    {
        var san = Forge.San("mail:abuse@evil.example", "dns:\0", "xmpp:@", "uri:x", "srv:_", "ip:::1", "dns:capulet.example");
        Assert.That(SubjectAltNames.TryRead(san.RawData, out var names));
        Assert.That(NameMatch.Find(names, "capulet.example"), Is.EqualTo("capulet.example"));
    }

    [TestCase(new byte[] { }, TestName = "Nothing")]
    [TestCase(new byte[] { 0x30, 0x80, 0x00, 0x00 }, TestName = "Indefinite length")]
    [TestCase(new byte[] { 0x30, 0x05, 0x82, 0x01, 0x61 }, TestName = "Cut off")]
    [TestCase(new byte[] { 0x30, 0x03, 0x82, 0x01, 0x61, 0x00 }, TestName = "Octets behind it")]
    [TestCase(new byte[] { 0x30, 0x03, 0x82, 0x7f, 0x61 }, TestName = "A name longer than all")]
    [TestCase(new byte[] { 0x04, 0x03, 0x82, 0x01, 0x61 }, TestName = "No sequence")]
    [TestCase(new byte[] { 0x30, 0x02, 0xa0, 0x00 }, TestName = "An empty otherName")]
    public void What_is_no_DER_has_no_names(byte[] der)
    {
        Assert.That(SubjectAltNames.TryRead(der, out var names), Is.False);
        Assert.That(names.IsEmpty);
    }
}
