using System.Xml.Linq;
using Xmpp.Server.Features.EntityCaps;
using Xmpp.Stanzas.Payloads;

namespace Xmpp.Tests.Features.EntityCaps;

[Case("PUB-03")]
public class CapsHashTests
{
    private const string Simple =
        """
        <query xmlns='http://jabber.org/protocol/disco#info'>
          <identity category='client' type='pc' name='Exodus 0.9.1'/>
          <feature var='http://jabber.org/protocol/disco#items'/>
          <feature var='http://jabber.org/protocol/caps'/>
          <feature var='http://jabber.org/protocol/disco#info'/>
          <feature var='http://jabber.org/protocol/muc'/>
        </query>
        """;

    private const string Second =
        """
        <query xmlns="http://jabber.org/protocol/disco#info">
          <identity category="client" name="BombusMod" type="mobile"/>
          <feature var="http://jabber.org/protocol/si"/>
          <feature var="http://jabber.org/protocol/bytestreams"/>
          <feature var="http://jabber.org/protocol/chatstates"/>
          <feature var="http://jabber.org/protocol/disco#info"/>
          <feature var="http://jabber.org/protocol/disco#items"/>
          <feature var="urn:xmpp:ping"/>
          <feature var="jabber:iq:time"/>
          <feature var="jabber:iq:privacy"/>
          <feature var="jabber:iq:version"/>
          <feature var="http://jabber.org/protocol/rosterx"/>
          <feature var="urn:xmpp:time"/>
          <feature var="jabber:x:oob"/>
          <feature var="http://jabber.org/protocol/ibb"/>
          <feature var="http://jabber.org/protocol/si/profile/file-transfer"/>
          <feature var="urn:xmpp:receipts"/>
          <feature var="jabber:iq:roster"/>
          <feature var="jabber:iq:last"/>
        </query>
        """;

    [Test, Spec("XEP-0115", "5.2")]
    public void The_hash_of_the_example_is_verified() =>
        Assert.That(Matches(CapsKind.Caps, "sha-1", "QgayPKawpkPSDYmwT/WM94uAlu0=", Simple), Is.True);

    [Test, Spec("XEP-0115", "5.4")]
    public void Another_hash_is_not() =>
        Assert.That(Matches(CapsKind.Caps, "sha-1", "q07IKJEyjvHSyhy//CH0CxmKi8w=", Simple), Is.False);

    [Test, Spec("XEP-0115", "5.4")]
    public void A_feature_named_twice_is_ill_formed() =>
        Assert.That(
            Matches(
                CapsKind.Caps, "sha-1", "QgayPKawpkPSDYmwT/WM94uAlu0=",
                Simple.Replace("</query>", "<feature var='http://jabber.org/protocol/muc'/></query>", StringComparison.Ordinal)),
            Is.False);

    [Test, Spec("XEP-0115", "5.4")]
    public void A_form_without_a_hidden_type_is_ignored() =>
        Assert.That(
            Matches(
                CapsKind.Caps, "sha-1", "QgayPKawpkPSDYmwT/WM94uAlu0=",
                Simple.Replace(
                    "</query>", "<x xmlns='jabber:x:data' type='result'><field var='a'><value>b</value></field></x></query>", StringComparison.Ordinal)),
            Is.True);

    [TestCase("<feature var='f1'/><feature var='f2'/>", ExpectedResult = true)]
    [TestCase("<feature var='f1&lt;f2'/>", ExpectedResult = false)]
    [TestCase("<identity category='a' type='b' name='c/d'/>", ExpectedResult = true)]
    [TestCase("<identity category='a' type='b' name='c&lt;d'/>", ExpectedResult = false)]
    [TestCase("<identity category='a&lt;' type='b'/>", ExpectedResult = false)]
    [TestCase("<identity category='a/b' type='c'/>", ExpectedResult = false)]
    [TestCase("<identity category='a' type='b/c'/>", ExpectedResult = false)]
    [TestCase("<identity category='a' type='b' xml:lang='c/d'/>", ExpectedResult = false)]
    [TestCase("<x xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'><value>t</value></field><field var='v'><value>a/b</value></field></x>", ExpectedResult = true)]
    [TestCase("<x xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'><value>t&lt;u</value></field></x>", ExpectedResult = false)]
    [TestCase("<x xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'><value>t</value></field><field var='v&lt;w'/></x>", ExpectedResult = false)]
    [TestCase("<x xmlns='jabber:x:data'><field var='FORM_TYPE' type='hidden'><value>t</value></field><field var='v'><value>a&lt;b</value></field></x>", ExpectedResult = false)]
    [Spec("XEP-0115", "5.4"), Case("ABU-08")]
    public bool What_could_have_the_hash_of_something_else_proves_nothing(string content)
    {
        var query = $"<query xmlns='http://jabber.org/protocol/disco#info'>{content}</query>";
        return Matches(CapsKind.Caps, "sha-1", EntityCapabilities.Hash(Read(query)), query);
    }

    [Test, Spec("XEP-0390", "4.5.1")]
    public void The_newer_hash_of_the_example_is_verified() =>
        Assert.That(Matches(CapsKind.Caps2, "sha-256", "kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=", Second), Is.True);

    [Test, Spec("XEP-0390", "4.1")]
    public void What_has_other_children_has_no_newer_hash() =>
        Assert.That(
            Matches(
                CapsKind.Caps2, "sha-256", "kzBZbkqJ3ADrj7v08reD1qcWUwNGHaidNUgD7nHpiw8=",
                Second.Replace("</query>", "<more xmlns='urn:example'/></query>", StringComparison.Ordinal)),
            Is.False);

    [Test, Spec("XEP-0060", "9.2")]
    public void What_a_client_wants_is_what_it_names_with_notify()
    {
        var wanted = NotifySet.Of(Read(
            "<query xmlns='http://jabber.org/protocol/disco#info'><feature var='a+notify'/><feature var='b'/><feature var='+notify'/></query>"));
        Assert.That((wanted.Contains("a"), wanted.Contains("b"), wanted.Contains(""), wanted.IsEmpty), Is.EqualTo((true, false, false, false)));
    }

    private static bool Matches(CapsKind kind, string hash, string version, string query) =>
        CapsHash.Matches(new CapsKey(kind, hash, version, null), Read(query));

    private static XElement Read(string xml) => XDocument.Load(new StringReader(xml)).Root!;
}
