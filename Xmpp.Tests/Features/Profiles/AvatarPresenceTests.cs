using System.Xml.Linq;
using Xmpp.Server.Features.Profiles;
using Xmpp.Stanzas.Core;

namespace Xmpp.Tests.Features.Profiles;

[Spec("XEP-0398", "4"), Case("PUB-10")]
public class AvatarPresenceTests
{
    // What the client sends, what is known ("-" never had one, "" taken away), what goes out; null: as it was sent.
    [TestCase(null, "-", null)]
    [TestCase("<x/>", "-", "")]
    [TestCase("<x><photo/></x>", "-", null)]
    [TestCase("<x><photo>aa</photo></x>", "-", null)]
    [TestCase(null, "", "")]
    [TestCase("<x><photo>aa</photo></x>", "", "")]
    [TestCase(null, "aa", "aa")]
    [TestCase("<x/>", "aa", "aa")]
    [TestCase("<x><photo/></x>", "aa", null)]
    [TestCase("<x><photo>bb</photo></x>", "aa", "aa")]
    [TestCase("<x><photo>aa</photo></x>", "aa", null)]
    public void The_hash_is_put_in_or_left_alone(string? sent, string known, string? expected)
    {
        var element = new XElement(XmppNames.Presence);
        if (sent is not null)
        {
            var update = sent.Replace("<x", "<x xmlns='vcard-temp:x:update'", StringComparison.Ordinal);
            element.Add(XDocument.Load(new StringReader(update)).Root);
        }
        var presence = new Presence(element, null, null, null, null, PresenceType.Available);
        var stamped = AvatarPresence.Stamp(presence, known == "-" ? AvatarHash.Never : new AvatarHash(known));
        if (expected is null)
            Assert.That(stamped, Is.SameAs(presence));
        else
            Assert.That(stamped.Child(AvatarNames.Update)?.Element(AvatarNames.UpdatePhoto)?.Value, Is.EqualTo(expected));
    }

    [Test, Spec("XEP-0084", "4.1")]
    public void The_hash_is_that_of_the_image_whatever_breaks_the_lines()
    {
        Assert.That(AvatarImage.TryRead(" SU1B\r\n R0U= ")?.Hash, Is.EqualTo("e1003c35a2f91b6f08b377e9e983872a19dc3831"));
        Assert.That(AvatarImage.TryRead("no base64!"), Is.Null);
        Assert.That(AvatarImage.TryRead(" "), Is.Null);
    }
}
