using Xmpp.Server.Data;
using Xmpp.Server.Data.Portable;
using Xmpp.Storage.Roster;
using Xmpp.Tests.Certificates;

namespace Xmpp.Tests.Data;

/// <summary>Files of other servers, and of people who mean harm.</summary>
public sealed class PortableReaderTests
{
    private TemporaryDirectory _folder;
    private DataReport _report;
    private RecordingSink _sink;

    [SetUp]
    public void SetUp()
    {
        _folder = new TemporaryDirectory();
        _report = new DataReport();
        _sink = new RecordingSink();
    }

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [Test, Spec("XEP-0227", "4.10.2")]
    public async Task The_examples_of_the_specification_are_read()
    {
        await ReadAsync(User("""
            <scram-credentials xmlns='urn:xmpp:pie:0#scram' mechanism='SCRAM-SHA-1'>
              <iter-count>100000</iter-count><salt>TmFDbE5hQ2xOYUNsTmFDbE5hQ2xOYUNsTmFDbE5hQ2xOYUNsTmFDbE5hQ2wK</salt>
              <server-key>0pXWGK0GZJ6TR73AIUN3ITYtA1g=</server-key><stored-key>Q6qT/SbybblGCZz8e8eSfCJOQic=</stored-key>
            </scram-credentials>
            <query xmlns='jabber:iq:roster'><item jid='romeo@montague.net' name='Romeo' subscription='both'><group>Friends</group></item></query>
            <offline-messages>
              <message xmlns='jabber:client' from='romeo@montague.net/orchard' to='juliet@capulet.com/balcony' type='chat'>
                <body>Neither, fair saint, if either thee dislike.</body>
                <delay xmlns='urn:xmpp:delay' from='capulet.com' stamp='1969-07-21T00:32:29Z'> Offline Storage </delay>
              </message>
            </offline-messages>
            <query xmlns='jabber:iq:private'><exodus xmlns='exodus:prefs'><defaultnick>Hamlet</defaultnick></exodus></query>
            <vCard xmlns='vcard-temp'><FN>Juliet Capulet</FN></vCard>
            <query xmlns='jabber:iq:privacy'><default name='public'/>
              <list name='public'><item type='jid' value='tybalt@example.com' action='deny' order='1'/><item action='allow' order='2'/></list>
              <list name='private'><item type='subscription' value='both' action='allow' order='10'/><item action='deny' order='15'/></list>
            </query>
            <presence xmlns='jabber:client' type='subscribe' id='xk3h1v69' from='romeo@montague.net'><nick xmlns="http://jabber.org/protocol/nick">Romeo</nick></presence>
            <pubsub xmlns='http://jabber.org/protocol/pubsub#owner'>
              <configure node='urn:xmpp:bookmarks:1'><x xmlns='jabber:x:data' type='form'>
                <field var='pubsub#access_model'><value>whitelist</value></field></x></configure>
              <affiliations node='urn:xmpp:bookmarks:1'><affiliation jid='mercutio@example.net' affiliation='member'/></affiliations>
              <subscriptions node='urn:xmpp:bookmarks:1'><subscription jid='mercutio@example.net' subscription='subscribed' subid='123-abc'/></subscriptions>
            </pubsub>
            <pubsub xmlns='http://jabber.org/protocol/pubsub'><items node='urn:xmpp:bookmarks:1'>
              <item id='theplay@conference.shakespeare.lit'><conference xmlns='urn:xmpp:bookmarks:1' autojoin='true'/></item></items></pubsub>
            <archive xmlns='urn:xmpp:pie:0#mam'><result xmlns='urn:xmpp:mam:2' id='28482-98726-73623'>
              <forwarded xmlns='urn:xmpp:forward:0'><delay xmlns='urn:xmpp:delay' stamp='2010-07-10T23:08:25Z'/>
                <message xmlns='jabber:client' to='juliet@capulet.com/balcony' from='romeo@montague.lit/orchard' type='chat'><body>Call me</body></message>
              </forwarded></result></archive>
            """));
        Assert.That(_sink.Parts.Select(p => p.Kind), Is.EqualTo(new[]
        {
            DataKind.Passwords, DataKind.Roster, DataKind.Offline, DataKind.Private, DataKind.VCard, DataKind.Blocked, DataKind.Requests,
            DataKind.Nodes, DataKind.Nodes, DataKind.Nodes, DataKind.Items, DataKind.Archive,
        }));
        var offline = _sink.Parts.OfType<DataPart.Offline>().Single();
        Assert.That(offline.ReceivedAt, Is.EqualTo(new DateTimeOffset(1969, 7, 21, 0, 32, 29, TimeSpan.Zero)));
        Assert.That(offline.Message.Element.Elements().Select(e => e.Name.LocalName), Is.EqualTo(new[] { "body" }), "the server's own delay is gone");
        Assert.That(_report.UnknownOf("privacy list that is not the default"), Is.EqualTo(1));
        Assert.That(_report.Notes, Is.Empty);
    }

    [Test, Spec("XEP-0227", "4")]
    public async Task What_nobody_knows_is_passed_over_and_reported()
    {
        await ReadAsync(User("""
            <strange xmlns='urn:strange'><deep><query xmlns='jabber:iq:roster'><item jid='a@b.example'/></query></deep></strange>
            <strange xmlns='urn:strange'/>
            <query xmlns='jabber:iq:roster'><item jid='not an address'/><item jid='a@b.example' subscription='maybe'/><other/></query>
            """));
        Assert.That(_sink.Parts, Is.Empty);
        Assert.That(_report.UnknownOf("{urn:strange}strange"), Is.EqualTo(2));
        Assert.That(_report.UnknownOf("{jabber:iq:roster}other"), Is.EqualTo(1));
        Assert.That(_report.Of(DataKind.Roster, DataOutcome.Refused), Is.EqualTo(2));
    }

    [Test]
    public async Task Ask_of_somebody_who_is_subscribed_to_already_says_nothing()
    {
        await ReadAsync(User("<query xmlns='jabber:iq:roster'><item jid='a@b.example' subscription='to' ask='subscribe'/></query>"));
        Assert.That(_sink.Parts.OfType<DataPart.Contact>().Single().Entry,
            Is.EqualTo(new RosterItem(JidOf("a@b.example"), null, [], Subscription.To, false, false)));
    }

    [TestCase("scram:Q6qT/SbybblGCZz8e8eSfCJOQic=,0pXWGK0GZJ6TR73AIUN3ITYtA1g=,c2FsdA==,4096", 1)]
    [TestCase("scram:sha,Q6qT/SbybblGCZz8e8eSfCJOQic=,0pXWGK0GZJ6TR73AIUN3ITYtA1g=,c2FsdA==,4096", 1)]
    [TestCase("scram:Q6qT,0pXWGK0GZJ6TR73AIUN3ITYtA1g=,c2FsdA==,4096", 0)]
    [TestCase("scram:Q6qT/SbybblGCZz8e8eSfCJOQic=,0pXWGK0GZJ6TR73AIUN3ITYtA1g=,c2FsdA==,0", 0)]
    [TestCase("scram:Q6qT/SbybblGCZz8e8eSfCJOQic=,0pXWGK0GZJ6TR73AIUN3ITYtA1g=,c2FsdA==,1000001", 0)]
    [TestCase("scram:", 0)]
    public async Task Keys_in_place_of_the_password_are_no_password(string password, int keys)
    {
        await ReadAsync($"<server-data xmlns='urn:xmpp:pie:0'><host jid='capulet.com'><user name='juliet' password='{password}'/></host></server-data>");
        Assert.That(_sink.Owners.Single().Password, Is.Null);
        Assert.That(_sink.Parts.OfType<DataPart.Credential>().Count(), Is.EqualTo(keys));
    }

    [TestCase("<server-data xmlns='urn:xmpp:pie:0'><host jid='capulet.com'>", "export.xml:")]
    [TestCase("<a/>", "not XEP-0227")]
    [TestCase("", "export.xml")]
    [TestCase("not xml", "export.xml:1")]
    [TestCase("<!DOCTYPE a [<!ENTITY x 'y'>]><server-data xmlns='urn:xmpp:pie:0'>&x;</server-data>", "DTD")]
    [TestCase("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><server-data xmlns='urn:xmpp:pie:0'/>", "DTD")]
    [TestCase("<server-data xmlns='urn:xmpp:pie:0'><host jid='a@b'/></server-data>", "no host")]
    [TestCase("<server-data xmlns='urn:xmpp:pie:0'/><more/>", "export.xml")]
    public void What_is_no_such_file_ends_the_import(string text, string message) =>
        Assert.That(() => ReadAsync(text), Throws.TypeOf<DataException>().With.Message.Contains(message));

    [Test]
    public void Wrong_octets_end_the_import()
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(User("<vCard xmlns='vcard-temp'><FN>XY</FN></vCard>"));
        bytes[bytes.AsSpan().IndexOf("XY"u8)] = 0xff;
        File.WriteAllBytes(_folder["export.xml"], bytes);
        Assert.That(() => ReadFileAsync("export.xml"), Throws.TypeOf<DataException>());
    }

    [Test]
    public async Task Another_encoding_that_the_file_declares_is_read()
    {
        await File.WriteAllTextAsync(_folder["export.xml"], User("<vCard xmlns='vcard-temp'><FN>\u00e4</FN></vCard>"), System.Text.Encoding.Unicode);
        await ReadFileAsync("export.xml");
        Assert.That(_sink.Parts.OfType<DataPart.Card>().Single().Element.Value, Is.EqualTo("\u00e4"));
    }

    [Test]
    public void Depth_and_size_and_number_of_attributes_have_an_end()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 200)) + string.Concat(Enumerable.Repeat("</a>", 200));
        Assert.That(() => ReadAsync(User($"<vCard xmlns='vcard-temp'>{deep}</vCard>")), Throws.TypeOf<DataException>().With.Message.Contains("levels"));
        var large = new string('x', 300_000);
        Assert.That(() => ReadAsync(User($"<vCard xmlns='vcard-temp'><FN>{large}</FN></vCard>")), Throws.TypeOf<DataException>().With.Message.Contains("octets"));
        Assert.That(() => ReadAsync(User($"<unknown xmlns='u'>{large}</unknown>")), Throws.TypeOf<DataException>().With.Message.Contains("octets"));
        Assert.That(() => ReadAsync(User($"<unknown xmlns='u' a='{large}'/>")), Throws.TypeOf<DataException>().With.Message.Contains("octets"));
        var many = string.Concat(Enumerable.Range(0, 300).Select(i => $" a{i}=''"));
        Assert.That(() => ReadAsync(User($"<vCard xmlns='vcard-temp'{many}/>")), Throws.TypeOf<DataException>().With.Message.Contains("attributes"));
    }

    [Test, Spec("XEP-0227", "5")]
    public async Task Files_include_files_of_their_folder()
    {
        Directory.CreateDirectory(_folder["capulet.com"]);
        await File.WriteAllTextAsync(_folder["capulet.com/juliet x.xml"], "<user xmlns='urn:xmpp:pie:0' name='juliet'><vCard xmlns='vcard-temp'/></user>");
        await File.WriteAllTextAsync(_folder["capulet.com.xml"],
            "<host xmlns='urn:xmpp:pie:0' xmlns:xi='http://www.w3.org/2001/XInclude' jid='capulet.com'><xi:include href='capulet.com/juliet%20x.xml'/></host>");
        await ReadAsync(Including("capulet.com.xml"));
        Assert.That(_sink.Owners.Single().Jid, Is.EqualTo(JidOf("juliet@capulet.com")));
        Assert.That(_sink.Parts, Has.Count.EqualTo(1));
    }

    [TestCase("../outside.xml")]
    [TestCase("a/../../outside.xml")]
    [TestCase("%2e%2e/outside.xml")]
    [TestCase("/etc/passwd")]
    [TestCase("file:///etc/passwd")]
    [TestCase("http://example.net/x.xml")]
    [TestCase("link.xml")]
    [TestCase("linked/inside.xml")]
    [TestCase("")]
    [TestCase("x.xml' parse='text")]
    [TestCase("export.xml' xpointer='x")]
    [TestCase("export.xml")]
    [TestCase("nothing.xml")]
    public void An_include_leads_nowhere_else(string href)
    {
        var inner = Directory.CreateDirectory(_folder["inner"]).FullName;
        File.WriteAllText(_folder["outside.xml"], "<host xmlns='urn:xmpp:pie:0' jid='capulet.com'/>");
        File.WriteAllText(_folder["inside.xml"], "<host xmlns='urn:xmpp:pie:0' jid='capulet.com'/>");
        File.CreateSymbolicLink(Path.Combine(inner, "link.xml"), _folder["outside.xml"]);
        File.CreateSymbolicLink(Path.Combine(inner, "linked"), _folder.Path);
        File.WriteAllText(Path.Combine(inner, "export.xml"), Including(href));
        Assert.That(() => ReadFileAsync("inner/export.xml"), Throws.TypeOf<DataException>());
        Assert.That(_sink.Hosts, Is.Empty);
    }

    // §5: those that are no children of the user are somebody's data.
    [Test, Spec("XEP-0227", "6")]
    public async Task An_include_inside_of_somebodys_data_is_data()
    {
        await ReadAsync(User("<query xmlns='jabber:iq:private'><include xmlns='http://www.w3.org/2001/XInclude' href='/etc/passwd'/></query>"));
        Assert.That(_sink.Parts.OfType<DataPart.PrivateElement>().Single().Element.Attribute("href")?.Value, Is.EqualTo("/etc/passwd"));
    }

    [TestCase("<vCard xmlns='vcard-temp'>BIG</vCard>", "octets")]
    [TestCase("<vCard xmlns='vcard-temp' x='BIG'/>", "octets")]
    [TestCase("<BIG/>", "octets")]
    [TestCase("<NAME/>", "a name has more than 4096 characters")]
    [TestCase("<x NAME='y'/>", "a name has more than 4096 characters")]
    [TestCase("<x xmlns='NAME'/>", "a name has more than 4096 characters")]
    [TestCase("NAMES", "all names")]
    [TestCase("<vCard xmlns='vcard-temp'>MANY</vCard>", "more than 1000 elements")]
    [TestCase("<vCard xmlns='vcard-temp'>DEEP</vCard>", "levels deep")]
    public void What_is_large_ends_the_import(string content, string message)
    {
        content = content.Replace("BIG", new string('x', 300_000), StringComparison.Ordinal)
            .Replace("NAMES", string.Concat(Enumerable.Range(0, 1000).Select(i => $"<n{new string('x', 90)}{i}/>")), StringComparison.Ordinal)
            .Replace("NAME", new string('x', 5000), StringComparison.Ordinal)
            .Replace("MANY", string.Concat(Enumerable.Repeat("<a/>", 1001)), StringComparison.Ordinal)
            .Replace("DEEP", string.Concat(Enumerable.Repeat("<a>", 200)) + string.Concat(Enumerable.Repeat("</a>", 200)), StringComparison.Ordinal);
        Assert.That(() => ReadAsync(User(content)), Throws.TypeOf<DataException>().With.Message.Contains(message));
    }

    [Test, Spec("XEP-0227", "5.1")]
    public async Task A_file_is_included_once()
    {
        await File.WriteAllTextAsync(_folder["one.xml"], "<host xmlns='urn:xmpp:pie:0' jid='capulet.com'/>");
        var include = "<xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='one.xml'/>";
        Assert.That(
            () => ReadAsync($"<server-data xmlns='urn:xmpp:pie:0'>{include}{include}</server-data>"),
            Throws.TypeOf<DataException>().With.Message.Contains("twice"));
    }

    [Test]
    public void A_report_stays_small_whatever_stands_in_a_file()
    {
        for (var i = 0; i < 3000; i++)
            _report.Unknown($"{i}{new string('x', 10_000)}", "here");
        _report.Refuse(DataKind.Accounts, "here", new string('x', 1_000_000));
        var lines = _report.Lines().ToList();
        Assert.That(lines, Has.Count.LessThan(1200));
        Assert.That(lines, Has.All.Length.LessThan(700));
        Assert.That(_report.NoteCount, Is.EqualTo(2001));
    }

    private static Xmpp.Stanzas.Jids.Jid JidOf(string text) => Xmpp.Stanzas.Jids.Jid.Parse(text);

    private static string User(string content) =>
        $"<?xml version='1.0'?><server-data xmlns='urn:xmpp:pie:0'><host jid='capulet.com'><user name='juliet'>{content}</user></host></server-data>".Replace("<?xml version='1.0'?>", "", StringComparison.Ordinal);

    private static string Including(string href) =>
        $"<server-data xmlns='urn:xmpp:pie:0' xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='{href}'/></server-data>";

    private async Task ReadAsync(string text)
    {
        await File.WriteAllTextAsync(_folder["export.xml"], text);
        await ReadFileAsync("export.xml");
    }

    private Task ReadFileAsync(string name) =>
        new PortableReader(_sink, _report, new PortableLimits(ElementBytes: 100_000, NamesLength: 60_000, Elements: 1000)).ReadAsync(_folder[name], CancellationToken.None);
}
