using System.Xml.Linq;
using Xmpp.Server.Features.Profiles;

namespace Xmpp.Tests.Features.Profiles;

[Spec("XEP-0292", "11")]
public class VCardMappingTests
{
    private const string Temp =
        "<vCard xmlns='vcard-temp'><FN>Juliet</FN><NICKNAME>Jule</NICKNAME><BDAY>1582-07-31</BDAY><URL>https://capulet.example/</URL>"
        + "<TITLE>Heiress</TITLE><ROLE>Lover</ROLE><DESC>Fair sun</DESC><N><FAMILY>Capulet</FAMILY><GIVEN>Juliet</GIVEN></N>"
        + "<ORG><ORGNAME>House of Capulet</ORGNAME></ORG><EMAIL><HOME/><INTERNET/><USERID>j@capulet.example</USERID></EMAIL>"
        + "<TEL><WORK/><CELL/><NUMBER>+39 045</NUMBER></TEL><ADR><HOME/><STREET>Via Cappello</STREET><LOCALITY>Verona</LOCALITY></ADR></vCard>";

    private const string V4 =
        "<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'><fn><text>Juliet</text></fn><nickname><text>Jule</text></nickname>"
        + "<bday><date>1582-07-31</date></bday><url><uri>https://capulet.example/</uri></url><title><text>Heiress</text></title>"
        + "<role><text>Lover</text></role><note><text>Fair sun</text></note><n><surname>Capulet</surname><given>Juliet</given></n>"
        + "<org><text>House of Capulet</text></org>"
        + "<email><parameters><type><text>home</text></type></parameters><text>j@capulet.example</text></email>"
        + "<tel><parameters><type><text>work</text><text>cell</text></type></parameters><text>+39 045</text></tel>"
        + "<adr><parameters><type><text>home</text></type></parameters><street>Via Cappello</street><locality>Verona</locality></adr></vcard>";

    [Test]
    public void What_both_can_say_goes_both_ways_unchanged()
    {
        // As text: declarations of namespaces are attributes to DeepEquals.
        Assert.That(VCardMapping.ToVCard4(Read(Temp), null).ToString(), Is.EqualTo(Read(V4).ToString()));
        Assert.That(VCardMapping.ToTemp(Read(V4), null).ToString(), Is.EqualTo(Read(Temp).ToString()));
    }

    [Test]
    public void What_the_other_cannot_say_stays()
    {
        var before = Read("<vCard xmlns='vcard-temp'><FN>Old</FN><PHOTO><BINVAL>AAAA</BINVAL></PHOTO><KEY>k</KEY></vCard>");
        var temp = VCardMapping.ToTemp(Read("<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'><fn><text>New</text></fn></vcard>"), before);
        Assert.That(temp.Elements().Select(e => (e.Name.LocalName, e.Value)), Is.EqualTo(new[] { ("PHOTO", "AAAA"), ("KEY", "k"), ("FN", "New") }));

        var card = Read("<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'><impp><uri>xmpp:j@capulet.example</uri></impp><fn><text>Old</text></fn></vcard>");
        var after = VCardMapping.ToVCard4(Read("<vCard xmlns='vcard-temp'><FN>New</FN></vCard>"), card);
        Assert.That(after.Elements().Select(e => (e.Name.LocalName, e.Value)), Is.EqualTo(new[] { ("impp", "xmpp:j@capulet.example"), ("fn", "New") }));
    }

    [Test]
    public void A_telephone_number_is_one_with_and_without_its_scheme()
    {
        var card = Read("<vcard xmlns='urn:ietf:params:xml:ns:vcard-4.0'><tel><uri>tel:+1-303-308-3282</uri></tel><fn><text> </text></fn></vcard>");
        Assert.That($"{VCardMapping.ToTemp(card, null).Value}", Is.EqualTo("+1-303-308-3282"));
    }

    private static XElement Read(string xml) => XElement.Load(new StringReader(xml));
}
