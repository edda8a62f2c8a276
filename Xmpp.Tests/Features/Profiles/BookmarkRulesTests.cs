using System.Xml.Linq;
using Xmpp.Server.Features.Profiles;

namespace Xmpp.Tests.Features.Profiles;

[Case("PUB-09")]
public class BookmarkRulesTests
{
    private const string Court = "court@chat.capulet.example";

    [Test, Spec("XEP-0402", "5.3.1")]
    public void The_list_has_the_rooms_and_what_else_the_old_one_had()
    {
        var storage = BookmarkRules.ToStorage(
            [
                (Court, New("name='Court' autojoin='1'", "<nick>j</nick><password>p</password><extensions><x xmlns='urn:x'/></extensions>")),
                ("no room", New("", "")),
                ("chat.capulet.example", New("", "")),
            ],
            Read("<storage xmlns='storage:bookmarks'><conference jid='old@x.example'/><url url='https://x.example'/></storage>"));
        Assert.That(Text(storage), Is.EqualTo(Text(Read(
            $"<storage xmlns='storage:bookmarks'><conference jid='{Court}' name='Court' autojoin='true'><nick>j</nick><password>p</password></conference><url url='https://x.example'/></storage>"))));
    }

    [Test, Spec("XEP-0402", "5.3.2")]
    public void What_an_old_client_did_not_change_is_not_published()
    {
        (string, XElement)[] before = [(Court, New("name='Court' autojoin='1'", "<nick>j</nick>"))];
        var (published, retracted) = BookmarkRules.Changes(before, BookmarkRules.ToStorage(before, null));
        Assert.That((published.Count, retracted.Count), Is.EqualTo((0, 0)));
    }

    [Test, Spec("XEP-0402", "3.4")]
    public void What_the_old_list_cannot_say_is_kept()
    {
        (string, XElement)[] before =
        [
            (Court, New("name='Court'", "<extensions><x xmlns='urn:x'/></extensions>")), ("no room", New("", "")),
            ("hall@chat.capulet.example", New("", "")),
        ];
        var (published, retracted) = BookmarkRules.Changes(before, Read(
            $"<storage xmlns='storage:bookmarks'><conference jid='{Court.ToUpperInvariant()}' name='Yard'/><conference jid='not @ room'/><conference/></storage>"));
        Assert.That(published.Single().Id, Is.EqualTo(Court));
        var conference = published.Single().Conference;
        Assert.That((string?)conference.Attribute("name"), Is.EqualTo("Yard"));
        Assert.That(conference.Descendants().Select(e => e.Name.LocalName), Is.EqualTo((string[])["extensions", "x"]));
        Assert.That(retracted, Is.EqualTo((string[])["hall@chat.capulet.example"]));
    }

    private static string Text(XElement element) => element.ToString(SaveOptions.DisableFormatting);

    private static XElement New(string attributes, string children) =>
        Read($"<conference xmlns='urn:xmpp:bookmarks:1' {attributes}>{children}</conference>");

    private static XElement Read(string xml) => XDocument.Load(new StringReader(xml)).Root!;
}
