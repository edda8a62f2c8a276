using System.Xml.Linq;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Tests.Stanzas.Payloads;

[Spec("XEP-0115", "5")]
public class EntityCapabilitiesTests
{
    private static readonly XNamespace s_info = "http://jabber.org/protocol/disco#info";
    private static readonly XNamespace s_forms = "jabber:x:data";

    private static readonly string[] s_features =
    [
        "http://jabber.org/protocol/caps", "http://jabber.org/protocol/disco#info",
        "http://jabber.org/protocol/disco#items", "http://jabber.org/protocol/muc",
    ];

    [Test, Spec("XEP-0115", "5.2")]
    public void The_simple_example()
    {
        var query = new XElement(s_info + "query", Identity(null, "Exodus 0.9.1"), Features());
        Assert.That(EntityCapabilities.Hash(query), Is.EqualTo("QgayPKawpkPSDYmwT/WM94uAlu0="));
    }

    [Test, Spec("XEP-0115", "5.3")]
    public void The_complex_example()
    {
        var query = new XElement(
            s_info + "query", Identity("en", "Psi 0.11"), Identity("el", "Ψ 0.11"), Features(),
            new XElement(
                s_forms + "x", new XAttribute("type", "result"),
                Field("FORM_TYPE", "urn:xmpp:dataforms:softwareinfo"), Field("ip_version", "ipv4", "ipv6"),
                Field("os", "Mac"), Field("os_version", "10.5.1"), Field("software", "Psi"),
                Field("software_version", "0.11")));
        Assert.That(EntityCapabilities.Hash(query), Is.EqualTo("q07IKJEyjvHSyhy//CH0CxmKi8w="));
    }

    private static IEnumerable<XElement> Features() =>
        s_features.Reverse().Select(f => new XElement(s_info + "feature", new XAttribute("var", f)));

    private static XElement Identity(string? lang, string name) => new(
        s_info + "identity", new XAttribute("category", "client"), new XAttribute("type", "pc"),
        lang is null ? null : new XAttribute(XNamespace.Xml + "lang", lang), new XAttribute("name", name));

    private static XElement Field(string name, params string[] values) => new(
        s_forms + "field", new XAttribute("var", name), values.Select(v => new XElement(s_forms + "value", v)));
}
